import {
  createRun,
  createRunState,
  describeGraph,
  nextReady,
  transition,
  type JsonObject,
  type Scenario,
} from "@scheduler-components/core";
import { createPaint, visible } from "../report/paint.ts";
import { table } from "../report/table.ts";
import type { Arguments } from "./arguments.ts";
import type { ExitCode } from "./command.ts";
import { UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import type { PermittedComponent, PermittedRun } from "./permit.ts";
import type { PreparedScenario } from "./prepare.ts";
import { jsonText, resultColour, writeResult } from "./result.ts";

/** One attempt or decision that would come first. */
interface FirstStep {
  readonly task: string;
  readonly type: "action" | "decision" | "end";
  readonly action?: string;
  readonly call?: string;
  /** The call that undoes it, when the run ends without success. */
  readonly compensation?: string;
  /** What gives the list for whose items it would be carried out. */
  readonly forEach?: string;
  readonly lane?: number;
  readonly why: string;
}

/** Prints what would run first, in order, and why; runs nothing. Exit code 2 where the run would be refused. */
export async function dryRun(
  args: Arguments,
  io: Io,
  prepared: PreparedScenario,
  permitted: PermittedRun,
  inputs: JsonObject,
): Promise<ExitCode> {
  const format = args.text("format") ?? "pretty";
  if (format !== "pretty" && format !== "json")
    throw new UsageError(`Invalid value for --format with --dry-run: ${format}. Expected one of: pretty, json.`);
  const { scenario } = prepared.check;
  if (!scenario) return 2;
  const created = createRun(scenario, {
    runId: "dry-run",
    inputs,
    secrets: permitted.secrets,
    catalogue: prepared.manifests,
  });
  // Secrets that are missing stand among the refusals already.
  const wrong = created.ok ? [] : created.problems.filter((problem) => problem.kind === "input");
  if (wrong.length > 0)
    throw new UsageError(wrong.map((problem) => `input ${problem.at || "/"}: ${problem.message}`).join("\n"));
  const steps = firstSteps(scenario);
  const refused = [...permitted.refused, ...permitted.limited];
  const text =
    format === "json"
      ? jsonText({
          scenario: scenario.name,
          first: steps,
          components: permitted.components,
          refused,
          notContained: permitted.notContained,
        })
      : pretty(scenario, steps, permitted.components, resultColour(args, io));
  await writeResult(args, io, text);
  return permitted.refused.length > 0 ? 2 : 0;
}

function firstSteps(scenario: Scenario): readonly FirstStep[] {
  const shape = describeGraph(scenario);
  const targets = new Set(shape.edges.map((edge) => edge.to));
  const actions = new Map(scenario.actions.map((action) => [action.id, action]));
  const steps: FirstStep[] = [];
  const state = createRunState(scenario);
  const step = (task: number): void => {
    const node = state.nodeOf(task);
    const id = state.taskId(task);
    const { call, compensate } = actions.get(node.action ?? "") ?? {};
    steps.push({
      task: id,
      type: node.type,
      ...(node.action === undefined ? {} : { action: node.action }),
      ...(call === undefined ? {} : { call }),
      ...(compensate === undefined ? {} : { compensation: compensate.call }),
      ...(node.forEach === undefined ? {} : { forEach: node.forEach.items }),
      ...(node.type === "action" ? { lane: state.laneOf(task) } : {}),
      why: targets.has(id) ? "the entry of a loop that no edge enters from outside" : "no edge leads to it",
    });
  };
  const asked = new Set<number>();
  let [command] = transition(state, { type: "begun", at: 0 });
  while (command?.type === "decide" || command?.type === "expand") {
    const { type, task } = command;
    if (!asked.has(task)) step(task);
    asked.add(task);
    // What follows from it is not looked at.
    const answer =
      type === "decide" ? { type: "decided" as const, taken: [] } : { type: "expanded" as const, items: [] };
    [command] = transition(state, { ...answer, task, at: 0 });
  }
  for (let task = nextReady(state); task >= 0; task = nextReady(state)) {
    step(task);
    transition(state, { type: "started", task, at: 0 });
  }
  return steps;
}

function pretty(
  scenario: Scenario,
  steps: readonly FirstStep[],
  components: readonly PermittedComponent[],
  colour: boolean,
): string {
  const paint = createPaint(colour);
  const rows = steps.map((step, index) => [
    String(index + 1),
    visible(step.task),
    visible(step.call ?? step.type),
    step.lane === undefined ? "" : String(step.lane),
    [
      step.why,
      ...(step.forEach === undefined ? [] : [`once for each of ${visible(step.forEach)}`]),
      ...(step.compensation === undefined ? [] : [`undone by ${visible(step.compensation)}`]),
    ].join("; "),
  ]);
  const head = `${paint("bold", visible(scenario.name))}: ${scenario.nodes.length} nodes; first, in this order:`;
  const first = `${head}\n${table(["#", "task", "call", "lane", "why"], rows, paint)}\n`;
  if (components.length === 0) return first;
  const listed = components.map(({ id, kind, contained, file }) => [
    visible(id),
    kind,
    contained ? "contained" : { text: "not contained", style: "yellow" as const },
    visible(file),
  ]);
  return `${first}\n${table(["component", "kind", "runs", "file"], listed, paint)}\n`;
}
