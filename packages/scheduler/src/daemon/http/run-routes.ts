import type { RunFilter, RunRecord } from "../../store/store.ts";
import { Fault } from "../fault.ts";
import type { Api } from "./api.ts";
import type { HttpLimits } from "./limits.ts";
import { isText, onlyKeys, takeKey, takeRunId } from "./body.ts";
import { eventStream } from "./event-stream.ts";
import { BEGIN_FAULTS, begun, json, jsonOf, type Route } from "./route.ts";
import { runDocument } from "./run-document.ts";

const STATUSES: readonly RunRecord["status"][] = ["running", "succeeded", "failed", "cancelled"];
const MOST_LISTED = 1000;

export function runRoutes(api: Api, { followers: mostFollowers }: Pick<HttpLimits, "followers">): readonly Route[] {
  const { store, clock } = api;
  let followers = 0;
  return [
    {
      method: "get",
      path: "/runs",
      operation: "listRuns",
      summary: "Runs, the newest first.",
      scope: "read",
      query: {
        status: { description: "Of these alone, with commas between.", schema: { type: "string" } },
        scenario: { description: "Of the scenario with this name of its own.", schema: { type: "string" } },
        parent: { description: "Those that the run with this id began.", schema: { type: "string" } },
        limit: {
          description: "How many.",
          schema: { type: "integer", minimum: 1, maximum: MOST_LISTED, default: 100 },
        },
      },
      answers: { 200: { description: "The runs.", content: jsonOf("RunList") } },
      faults: ["malformed-request"],
      handle: ({ query }) => json({ runs: store.runs(filterOf(query)) }),
    },
    {
      method: "get",
      path: "/runs/{id}",
      operation: "showRun",
      summary: "A run: how far it has come and what it waits for, or how it ended.",
      scope: "read",
      answers: { 200: { description: "The run.", content: jsonOf("RunDetails") } },
      faults: ["run-unknown"],
      handle: ({ params }) =>
        new Response(runDocument(params["id"] ?? "", store), { headers: { "content-type": "application/json" } }),
    },
    {
      method: "get",
      path: "/runs/{id}/events",
      operation: "followRun",
      summary: "The run's events as they come, as server-sent events; the last is `end`.",
      scope: "read",
      query: {
        from: { description: "From the event of this number on.", schema: { type: "integer", minimum: 0, default: 0 } },
      },
      headers: {
        "Last-Event-ID": { description: "From the event after this one on.", schema: { type: "integer", minimum: 0 } },
      },
      answers: {
        200: {
          description: "`id` is the event's number, `data` the event as JSON.",
          content: { "text/event-stream": { type: "string" } },
        },
        204: { description: "The run has ended, and everything was told." },
      },
      faults: ["run-unknown", "malformed-request", "too-many-followers"],
      handle: async ({ params, query, header, signal }) => {
        if (followers >= mostFollowers)
          throw new Fault(
            "too-many-followers",
            `${mostFollowers} readers follow runs already; the daemon takes more with --http-limit followers=${2 * mostFollowers}.`,
            { retryAfter: 10 },
          );
        const last = wholeNumber("Last-Event-ID", header("last-event-id"));
        const from = last === undefined ? wholeNumber("from", query.get("from") ?? undefined) : last + 1;
        const over = (): void => void followers--;
        followers++;
        const stream = await eventStream(params["id"] ?? "", from ?? 0, { store, clock, signal, over }).catch(
          (error: unknown) => {
            over();
            throw error;
          },
        );
        if (stream === undefined) {
          over();
          return new Response(null, { status: 204 });
        }
        return new Response(stream, { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
      },
    },
    {
      method: "post",
      path: "/runs/{id}/signals/{signal}",
      operation: "signalRun",
      summary: "Gives a signal to whoever waits for it in the run, or keeps it until somebody does.",
      scope: "operate",
      body: { required: false, content: jsonOf("Signal") },
      answers: { 202: { description: "The signal is kept.", content: jsonOf("Accepted") } },
      faults: ["run-unknown", "run-ended", "malformed-request", "unsupported-media-type", "body-too-large"],
      handle: async ({ params, object }) => {
        const body = await object();
        onlyKeys(body, ["data"]);
        store.send(params["id"] ?? "", { type: "signal", name: params["signal"] ?? "", data: body["data"] ?? null });
        return json({ accepted: true }, 202);
      },
    },
    {
      method: "post",
      path: "/runs/{id}/cancel",
      operation: "cancelRun",
      summary: "Ends the run: nothing new starts, and what is in flight is cancelled.",
      scope: "operate",
      body: { required: false, content: jsonOf("Cancel") },
      answers: { 202: { description: "Whoever drives the run is told.", content: jsonOf("Accepted") } },
      faults: ["run-unknown", "run-ended", "malformed-request", "unsupported-media-type", "body-too-large"],
      handle: async ({ params, object }) => {
        const body = await object();
        onlyKeys(body, ["reason"]);
        const reason = takeKey(body, "reason", "a text", isText)?.slice(0, 1000) ?? "The run was cancelled.";
        store.send(params["id"] ?? "", { type: "cancel", reason });
        return json({ accepted: true }, 202);
      },
    },
    {
      method: "post",
      path: "/runs/{id}/rerun",
      operation: "rerunRun",
      summary:
        "Runs a run that has ended again, as a new run with the same text and inputs. It is kept before the answer comes.",
      scope: "operate",
      body: { required: false, content: jsonOf("Rerun") },
      answers: { 201: { description: "The new run; `location` leads to it.", content: jsonOf("Run") } },
      faults: ["run-unknown", "rerun-refused", "run-exists", ...BEGIN_FAULTS],
      handle: async ({ params, object }) => {
        const body = await object();
        onlyKeys(body, ["from", "runId"]);
        const from = takeKey(body, "from", "the id of a task", isText);
        return begun(store, await api.rerun(params["id"] ?? "", from, takeRunId(body)));
      },
    },
  ];
}

function filterOf(query: URLSearchParams): RunFilter {
  const status = query.get("status")?.split(",");
  const strange = status?.find((one) => !STATUSES.some((known) => known === one));
  if (strange !== undefined)
    throw new Fault(
      "malformed-request",
      `"status" cannot be ${JSON.stringify(strange.slice(0, 40))}; expected: ${STATUSES.join(", ")}.`,
    );
  const limit = wholeNumber("limit", query.get("limit") ?? undefined, 1, MOST_LISTED);
  const scenario = query.get("scenario");
  const parent = query.get("parent");
  return {
    ...(status === undefined ? {} : { status: status as RunRecord["status"][] }),
    ...(scenario === null ? {} : { scenario }),
    ...(parent === null ? {} : { parent }),
    ...(limit === undefined ? {} : { limit }),
  };
}

function wholeNumber(name: string, text: string | undefined, least = 0, most = 1e15): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Fault(
    "malformed-request",
    `"${name}" must be a whole number from ${least} to ${most}; found ${JSON.stringify(text.slice(0, 40))}.`,
  );
}
