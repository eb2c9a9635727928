"""What the world asks for: from a call's name to an outcome."""

import json

from componentize_py_types import Err
from wit_world import exports
from wit_world.imports.context import ActionContext
from wit_world.imports.scheduler_executor_types import Action, ActionError, ActionOutcome, ActionStatus, LogLevel

from manifest import MANIFEST
from render import MEDIA_TYPES, cell, columns_of, render

# Of this instance: init is called once for each.
configured_format = "text"


def failed(code, message):
    """A failed action is an outcome. Raising `Err` is for what keeps the component itself from doing its job."""
    return ActionOutcome(ActionStatus.FAILED, None, None, ActionError(code, message, False, None, []))


class Lifecycle(exports.Lifecycle):
    def describe(self) -> str:
        return json.dumps(MANIFEST)

    def init_component(self, config: str) -> None:
        global configured_format
        wanted = (json.loads(config) or {}).get("format", "text")
        if wanted not in MEDIA_TYPES:
            raise Err(f"config.format is {wanted!r}; expected one of: {', '.join(MEDIA_TYPES)}")
        configured_format = wanted

    def release_component(self) -> None:
        pass


class ComponentApi(exports.ComponentApi):
    def execute_action(self, action: Action, context: ActionContext) -> ActionOutcome:
        # Dropped at the end, whatever happens: a context is the host's, and is only lent for one attempt.
        with context:
            # The operation is what follows the dot; what stands before it is the scenario's choice.
            if action.call.partition(".")[2] != "render":
                return failed("unknown-call", "The component offers: render.")
            try:
                parameters = json.loads(action.parameters)
            except ValueError as error:
                raise Err(f"The parameters are not JSON: {error}") from error
            return render_action(parameters, context)


def render_action(parameters, context):
    rows = parameters["rows"]
    lines = []
    if "export" in parameters:
        name = parameters["export"]
        value = context.get_export(name)
        if value is None:
            return failed("no-export", f'The run has no export "{name}".')
        lines.append(f"{name}: {cell(json.loads(value))}")
    columns = parameters.get("columns") or columns_of(rows)
    unknown = [column for column in columns if rows and not any(column in row for row in rows)]
    if unknown:
        found = ", ".join(columns_of(rows)) or "none"
        return failed("no-such-column", f"No row has {', '.join(unknown)}. The columns are: {found}.")
    form = parameters.get("format", configured_format)
    text = render(form, parameters.get("title"), lines, rows, columns)
    context.log(LogLevel.DEBUG, f"{len(rows)} rows as {form}, {len(text)} characters")
    output = {"text": text, "media_type": MEDIA_TYPES[form], "rows": len(rows)}
    return ActionOutcome(ActionStatus.SUCCEEDED, f"{len(rows)} rows as {form}", json.dumps(output), None)
