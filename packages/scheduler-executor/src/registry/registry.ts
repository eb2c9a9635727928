/**
 * The components of one run: made when first needed, initialised once before their first action, released in reverse order.
 *
 * Owns each component's life. The engine owns when `release` is called: after the last action has ended.
 *
 * 1. `initComponent` is called at most once a component, before any caller gets it; callers that come meanwhile share it.
 * 2. A failed init is remembered: every later caller gets the same error, nothing is tried again.
 * 3. `releaseComponent` is called once for each component whose init succeeded, latest first, one after another, whatever
 *    the others did. Its failures are given back, never thrown.
 * 4. After `release` has begun nobody gets a component.
 * 5. An init that comes to its end after all that, its time long up, is followed by its release at once. `release` waits for one
 *    under way no longer than for a release.
 */
import type { ActionError, ComponentUsage, JsonValue, Manifest } from "@scheduler-components/core";
import { toActionError } from "../contract/action-error.ts";
import type { ActionComponent, MeteredComponent } from "../contract/component.ts";
import { systemTimer, type Timer } from "../time/timer.ts";
import { TimeLimitError, withinTime } from "../time/within-time.ts";

/** A component, or what makes it when it is first needed. */
export type ComponentSource = ActionComponent | (() => ActionComponent | Promise<ActionComponent>);

export const DEFAULT_INIT_TIMEOUT_MS = 60_000;
export const DEFAULT_RELEASE_TIMEOUT_MS = 10_000;

export interface RegistryOptions {
  /** What `initComponent` is given, by component id; an empty object where absent. */
  readonly configs?: { readonly [id: string]: JsonValue };
  /** `DEFAULT_INIT_TIMEOUT_MS` unless said. A component that takes longer is `init-failed`. */
  readonly initTimeoutMs?: number;
  /** Of one component; `DEFAULT_RELEASE_TIMEOUT_MS` unless said. An init under way has as long. One that takes longer is reported and left alone. */
  readonly releaseTimeoutMs?: number;
  readonly timer?: Timer;
}

/** A component ready for actions, or why there is none: `unknown-call` for an id nobody has, `init-failed` otherwise. */
export type Acquired =
  | { readonly ok: true; readonly component: ActionComponent }
  | { readonly ok: false; readonly error: ActionError };

/** What `describe` gave, or why it gave nothing. */
export type Described =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly error: ActionError };

/** A component whose release failed. */
export interface ReleaseProblem {
  readonly component: string;
  readonly error: ActionError;
}

export interface Registry {
  /** In the order given. */
  readonly ids: readonly string[];
  has(id: string): boolean;
  /** Asks the component what it offers, once; it is made for that, but not initialised. Never rejects. */
  describe(id: string): Promise<Described>;
  /**
   * The component, initialised. Not a promise once that has happened, so that an action need not wait a turn. Never rejects.
   */
  acquire(id: string): Acquired | Promise<Acquired>;
  /** Releases what was initialised, an init still under way included. The same answer every time. Never rejects. */
  release(): Promise<readonly ReleaseProblem[]>;
  /** By id, what the contained components among those that were made have used; undefined where there is none. */
  usage(): { readonly [id: string]: ComponentUsage } | undefined;
}

/**
 * @example
 * const registry = createRegistry({ std: createStdComponent(), greet: async () => (await import("greet")).component });
 * const greet = await registry.acquire("greet");
 */
export function createRegistry(
  components: { readonly [id: string]: ComponentSource },
  options: RegistryOptions = {},
): Registry {
  return new ComponentRegistry(components, options);
}

interface Entry {
  readonly id: string;
  readonly source: ComponentSource;
  made: Promise<ActionComponent> | undefined;
  /** Once it is made. */
  component: ActionComponent | undefined;
  described: Promise<Described> | undefined;
  acquired: Acquired | Promise<Acquired> | undefined;
}

class ComponentRegistry implements Registry {
  readonly ids: readonly string[];
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #configs: ReadonlyMap<string, JsonValue>;
  readonly #initTimeoutMs: number;
  readonly #releaseTimeoutMs: number;
  readonly #timer: Timer;
  /** In the order in which their init succeeded. */
  readonly #initialised: { readonly id: string; readonly component: ActionComponent }[] = [];
  #released: Promise<readonly ReleaseProblem[]> | undefined;
  #over = false;

  constructor(components: { readonly [id: string]: ComponentSource }, options: RegistryOptions) {
    this.ids = Object.keys(components);
    this.#entries = new Map(
      Object.entries(components).map(([id, source]) => [
        id,
        { id, source, made: undefined, component: undefined, described: undefined, acquired: undefined },
      ]),
    );
    this.#configs = new Map(Object.entries(options.configs ?? {}));
    this.#initTimeoutMs = options.initTimeoutMs ?? DEFAULT_INIT_TIMEOUT_MS;
    this.#releaseTimeoutMs = options.releaseTimeoutMs ?? DEFAULT_RELEASE_TIMEOUT_MS;
    this.#timer = options.timer ?? systemTimer;
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  describe(id: string): Promise<Described> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return Promise.resolve(unknownComponent(id, this.ids));
    return (entry.described ??= this.#describe(entry));
  }

  acquire(id: string): Acquired | Promise<Acquired> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return unknownComponent(id, this.ids);
    if (this.#released !== undefined) return releasedAlready(id);
    return (entry.acquired ??= this.#init(entry));
  }

  release(): Promise<readonly ReleaseProblem[]> {
    return (this.#released ??= this.#releaseAll());
  }

  usage(): { readonly [id: string]: ComponentUsage } | undefined {
    let found: { [id: string]: ComponentUsage } | undefined;
    for (const { id, component } of this.#entries.values()) {
      const usage = component !== undefined && isMetered(component) ? component.usage() : undefined;
      // Ids such as `__proto__` are ids like any other: the object has no prototype.
      if (usage !== undefined) (found ??= Object.create(null) as { [id: string]: ComponentUsage })[id] = usage;
    }
    return found;
  }

  async #describe(entry: Entry): Promise<Described> {
    try {
      const describe = async (): Promise<Manifest> => (await make(entry)).describe();
      return { ok: true, manifest: await withinTime(describe, this.#initTimeoutMs, this.#timer) };
    } catch (error) {
      const message = `The component "${entry.id}" could not be described.`;
      return { ok: false, error: toActionError(error, { code: "init-failed", message }) };
    }
  }

  async #init(entry: Entry): Promise<Acquired> {
    const { id } = entry;
    const config = this.#configs.get(id) ?? {};
    const init = async (): Promise<Acquired> => {
      const component = await make(entry);
      await component.initComponent(config);
      // Also when its time was up: what has been initialised is released.
      if (this.#over) await component.releaseComponent();
      else this.#initialised.push({ id, component });
      return { ok: true, component };
    };
    try {
      return (entry.acquired = await withinTime(init, this.#initTimeoutMs, this.#timer));
    } catch (error) {
      const message = `The component "${id}" could not be initialised.`;
      return (entry.acquired = { ok: false, error: toActionError(error, { code: "init-failed", message }) });
    }
  }

  async #releaseAll(): Promise<readonly ReleaseProblem[]> {
    const problems: ReleaseProblem[] = [];
    // An init under way: what it makes must not be left behind, nor may it hold up those who want to leave.
    const underWay = [...this.#entries.values()].filter(({ acquired }) => acquired instanceof Promise);
    await Promise.all(
      underWay.map(async ({ id, acquired }) => {
        try {
          await withinTime(async () => acquired, this.#releaseTimeoutMs, this.#timer);
        } catch (error) {
          problems.push(problem(id, "was still being initialised", error));
        }
      }),
    );
    for (let last = this.#initialised.pop(); last !== undefined; last = this.#initialised.pop()) {
      const { id, component } = last;
      try {
        await withinTime(async () => component.releaseComponent(), this.#releaseTimeoutMs, this.#timer);
      } catch (error) {
        const what = error instanceof TimeLimitError ? "was not released in time" : "could not be released";
        problems.push(problem(id, what, error));
      }
    }
    this.#over = true;
    return problems;
  }
}

function problem(component: string, what: string, error: unknown): ReleaseProblem {
  const message = `The component "${component}" ${what}.`;
  return { component, error: toActionError(error, { code: "component-failed", message }) };
}

function isMetered(component: ActionComponent): component is MeteredComponent {
  return typeof (component as Partial<MeteredComponent>).usage === "function";
}

/** Makes the component once, and sees that it is one: a module may export anything. */
function make(entry: Entry): Promise<ActionComponent> {
  return (entry.made ??= (async () => {
    const component = typeof entry.source === "function" ? await entry.source() : entry.source;
    for (const name of ["describe", "initComponent", "executeAction", "releaseComponent"] as const) {
      if (typeof component?.[name] === "function") continue;
      throw new TypeError(`What was given as the component "${entry.id}" has no function "${name}".`);
    }
    return (entry.component = component);
  })());
}

function unknownComponent(id: string, ids: readonly string[]): { readonly ok: false; readonly error: ActionError } {
  return refuse("unknown-call", `There is no component "${id}". There are: ${ids.join(", ")}.`);
}

function releasedAlready(id: string): { readonly ok: false; readonly error: ActionError } {
  return refuse("init-failed", `The component "${id}" is no longer available: the components have been released.`);
}

function refuse(code: string, message: string): { readonly ok: false; readonly error: ActionError } {
  return { ok: false, error: { code, message, retryable: false, causes: [] } };
}
