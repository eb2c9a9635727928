import { isJsonObject, type JsonObject } from "@scheduler-components/core";
import { Fault } from "../fault.ts";
import type { FolderScenario } from "../folder.ts";
import type { Api } from "./api.ts";
import { onlyKeys, takeKey, takeRunId } from "./body.ts";
import { BEGIN_FAULTS, begun, json, jsonOf, type Route } from "./route.ts";

const TEXTS = ["application/yaml", "application/json", "text/plain"];

export function scenarioRoutes(api: Api): readonly Route[] {
  const find = (name: string): FolderScenario => {
    const found = api.scenario(name);
    if (found !== undefined) return found;
    throw new Fault("scenario-unknown", `There is no scenario ${name}; it is named as its file, without the ending.`);
  };
  return [
    {
      method: "get",
      path: "/scenarios",
      operation: "listScenarios",
      summary: "The scenarios of the folder.",
      scope: "read",
      answers: { 200: { description: "By name.", content: jsonOf("ScenarioList") } },
      faults: [],
      handle: () => json({ scenarios: api.scenarios().map((scenario) => view(api, scenario)) }),
    },
    {
      method: "get",
      path: "/scenarios/{name}",
      operation: "showScenario",
      summary: "A scenario, with its text and what is wrong with it.",
      scope: "read",
      answers: { 200: { description: "The scenario.", content: jsonOf("ScenarioDetails") } },
      faults: ["scenario-unknown"],
      handle: ({ params }) => {
        const scenario = find(params["name"] ?? "");
        const { valid, diagnostics } = scenario;
        return json({ ...view(api, scenario), inputs: valid?.inputs, text: valid?.text, diagnostics });
      },
    },
    {
      method: "post",
      path: "/validate",
      operation: "validateScenario",
      summary: "Checks a text without running anything, as if it stood in the folder.",
      scope: "read",
      body: { required: true, content: Object.fromEntries(TEXTS.map((type) => [type, {}])) },
      answers: {
        200: { description: "Whether it is valid, and all that is wrong with it.", content: jsonOf("Checked") },
      },
      faults: ["body-too-large"],
      handle: async ({ bytes }) => {
        const { ok, callsChecked, diagnostics } = await api.check(await bytes());
        return json({ ok, callsChecked, diagnostics });
      },
    },
    {
      method: "post",
      path: "/scenarios/{name}/runs",
      operation: "startRun",
      summary: "Starts a run. It is kept before the answer comes.",
      scope: "operate",
      body: { required: false, content: jsonOf("NewRun") },
      answers: { 201: { description: "The run; `location` leads to it.", content: jsonOf("Run") } },
      faults: ["scenario-unknown", "run-exists", ...BEGIN_FAULTS],
      handle: async ({ params, object }) => {
        const body = await object();
        onlyKeys(body, ["inputs", "runId"]);
        const inputs = takeKey(body, "inputs", "an object", (value): value is JsonObject => isJsonObject(value));
        const runId = takeRunId(body);
        const { name } = find(params["name"] ?? "");
        return begun(api.store, await api.start(name, inputs ?? {}, runId));
      },
    },
  ];
}

function view(api: Api, { name, ok, valid }: FolderScenario): JsonObject {
  return {
    name,
    ...(valid === undefined ? {} : { title: valid.title }),
    ...(valid?.description === undefined ? {} : { description: valid.description }),
    valid: ok,
    schedules: (valid?.schedules ?? []).map(({ times, ...schedule }) => {
      const next = api.next(name, schedule.id);
      return { ...schedule, times: { ...times }, ...(next === undefined ? {} : { next }) };
    }),
  };
}
