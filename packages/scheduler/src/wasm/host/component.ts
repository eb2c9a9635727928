/**
 * A `.wasm` component behind the port of every component. The engine cannot tell it from a native one.
 *
 * Owns the pool of its instances and what they have used. Its code never runs in this thread.
 */
import {
  lowerJson,
  lowerWbsEdge,
  lowerWbsTask,
  type Action,
  type ActionOutcome,
  type ComponentUsage,
  type JsonValue,
  type Manifest,
} from "@scheduler-components/core";
import { onCancelled, type ActionContext, type MeteredComponent } from "@scheduler-components/executor";
import type { HttpOptions } from "@scheduler-components/actions-http";
import type { Grants } from "../../policy/grants.ts";
import type { Question, Reply } from "../protocol.ts";
import { GuestHttp, secretPlaceholder } from "./http.ts";
import type { GuestCode } from "./code.ts";
import { ComponentFailure, denialText, faultError, outcomeOf, resultErr } from "./outcome.ts";
import { Pending, type CallEnd } from "./pending.ts";
import { GuestPool } from "./pool.ts";
import { GuestThread } from "./thread.ts";
import { UsageMeter } from "./usage.ts";

export interface WasmComponentOptions {
  /** The component's id: refusals and errors name it. */
  readonly id: string;
  readonly grants: Grants;
  /** The granted environment, by name. */
  readonly environment?: { readonly [name: string]: string | undefined };
  /** Values of the secrets in `grants.secrets`. The component never sees one. */
  readonly secrets?: { readonly [name: string]: string };
  /** What its HTTP client is made with. A policy's `deny` counts; its `allow` is replaced by the grants. */
  readonly http?: HttpOptions;
  /** Told what an instance says outside of any call. */
  readonly said?: (level: "debug" | "info" | "warn" | "error", message: string) => void;
}

export function createWasmComponent(code: GuestCode, options: WasmComponentOptions): MeteredComponent {
  return new WasmComponent(code, options);
}

class WasmComponent implements MeteredComponent {
  readonly #code: GuestCode;
  readonly #options: WasmComponentOptions;
  readonly #http: GuestHttp;
  readonly #meter: UsageMeter;
  #pool: GuestPool | undefined;
  #earlier = { started: 0, most: 0 };

  constructor(code: GuestCode, options: WasmComponentOptions) {
    const { id, grants, secrets = {}, http = {} } = options;
    this.#code = code;
    this.#options = options;
    this.#http = new GuestHttp({ id, grants, secrets, http });
    this.#meter = new UsageMeter(grants.limits);
    // It will be needed: what is wrong with it is told when it is.
    code.modules().catch(() => {});
  }

  describe(): Promise<Manifest> {
    return this.#code.manifest(this.#options.id);
  }

  async initComponent(config: JsonValue): Promise<void> {
    const modules = await this.#code.modules();
    const { grants } = this.#options;
    const pool = new GuestPool({
      instances: grants.limits.instances,
      makeThread: (events) =>
        new GuestThread(
          {
            source: this.#code.source,
            modules,
            imports: this.#code.imports,
            config: lowerJson(config),
            environment: this.#environment(),
            limits: grants.limits,
          },
          events,
        ),
      ask: (pending, question, signal) => this.#answer(pending, question, signal),
      used: (usage) => this.#meter.guest(usage),
      said: ({ logs, denials }) => {
        const { id, said } = this.#options;
        for (const { level, message } of logs) said?.(level, message);
        for (const denial of denials) said?.("warn", denialText(id, denial));
      },
    });
    this.#pool = pool;
    const answer = await pool.start();
    if (answer.kind === "answer") return;
    await this.#end(pool);
    const { id } = this.#options;
    if (answer.kind === "err") throw resultErr(answer.message);
    this.#meter.faults += 1;
    throw faultError(id, "while it was initialised", answer.fault);
  }

  executeAction(action: Action, context: ActionContext): Promise<ActionOutcome> {
    const pool = this.#pool;
    const { id } = this.#options;
    if (pool === undefined) return Promise.reject(new Error(`The component "${id}" is not initialised.`));
    this.#meter.calls += 1;
    return new Promise((resolve, reject) => {
      const end = (ended: CallEnd): void => {
        this.#meter.saw("bytes_in", pending.bytesIn);
        this.#meter.saw("bytes_out", pending.bytesOut);
        if (ended.answer.kind === "fault" || ended.answer.kind === "killed") this.#meter.faults += 1;
        try {
          resolve(outcomeOf(id, action.call, ended, context, pending.denials));
        } catch (error) {
          reject(error instanceof Error ? error : new ComponentFailure(id, action.call, String(error), []));
        }
      };
      const pending = new Pending(action, lowerJson(action.parameters), context, end);
      if (context.isCancelled()) return pending.end({ answer: { kind: "cancelled" } });
      onCancelled(context, () => pool.stop(pending));
      pool.run(pending);
    });
  }

  async releaseComponent(): Promise<void> {
    const pool = this.#pool;
    if (pool === undefined) return;
    const [problem] = await this.#end(pool);
    if (problem === undefined || problem.kind === "answer") return;
    if (problem.kind === "err") throw resultErr(problem.message);
    this.#meter.faults += 1;
    throw faultError(this.#options.id, "while it was released", problem.fault);
  }

  usage(): ComponentUsage {
    const { started, most } = this.#pool ?? { started: 0, most: 0 };
    return {
      kind: "wasm",
      sha256: this.#code.sha256,
      calls: this.#meter.calls,
      faults: this.#meter.faults,
      instances: this.#earlier.started + started,
      limits: {
        ...this.#meter.limits,
        instances: { used: Math.max(this.#earlier.most, most), limit: this.#options.grants.limits.instances },
      },
    };
  }

  async #end(pool: GuestPool): ReturnType<GuestPool["release"]> {
    this.#pool = undefined;
    const problems = await pool.release();
    await this.#http.close();
    const { started, most } = this.#earlier;
    this.#earlier = { started: started + pool.started, most: Math.max(most, pool.most) };
    return problems;
  }

  /** What was granted of the environment, and placeholders for secrets. */
  #environment(): readonly (readonly [string, string])[] {
    const { grants, environment = {} } = this.#options;
    const variables: [string, string][] = [];
    for (const name of grants.env) {
      const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
      if (value !== undefined) variables.push([name, value]);
    }
    for (const name of grants.secrets) variables.push([name, secretPlaceholder(name)]);
    return variables;
  }

  #answer(pending: Pending, question: Question, signal: AbortSignal | undefined): Reply | Promise<Reply> {
    if (!("request" in question)) return readContext(pending.context, question);
    return this.#http.send(pending, question.request, question.of === "client" ? "follow" : "manual", signal);
  }
}

function readContext(context: ActionContext, question: Extract<Question, { readonly id: string }>): Reply {
  try {
    return { ok: true, value: read(context, question) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, fault: { kind: "closed", message, causes: [] } };
  }
}

function read(context: ActionContext, { of, id }: Extract<Question, { readonly id: string }>): unknown {
  switch (of) {
    case "resource":
    case "export": {
      const value = of === "resource" ? context.getResource(id) : context.getExport(id);
      return value === undefined ? undefined : lowerJson(value);
    }
    case "task": {
      const task = context.getTask(id);
      return task === undefined ? undefined : lowerWbsTask(task);
    }
    case "edges":
      return context.getEdges(id).map(lowerWbsEdge);
  }
}
