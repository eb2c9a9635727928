/**
 * How a resource of WASI is shown to the transpiler's code, and what keeps a guest from more than its methods.
 *
 * What that code does (jco 1.34, instantiation mode), and what follows:
 * - `new C(…)` for a constructor, `C.name(…)` for a static, `r.name(…)` for a method, all with names that the *component*
 *   declares. So classes and prototypes inherit nothing: no `constructor`, `valueOf`, `bind`, `call`.
 * - A component may declare a constructor for any resource. So a class without one refuses `new`.
 * - A handle that is not there (never was, was dropped, was given away) becomes `Object.create(C.prototype)`. So state lies in
 *   a WeakMap beside the object; an object that has none there is refused.
 * - A result is read by the *component's* declaration: as a record, its properties are read. So objects have none.
 * - It sets symbols on the object it was given. So objects are not frozen. Each is given out once.
 * - A drop calls `[Symbol.dispose]`, and what that throws leaves the handle in the table. So it may be called again.
 * - An owned argument is taken out of the table without a drop. So `take` ends it here.
 */
import { invalidUse, type World } from "./world.ts";

export type Method<S> = (self: S, ...args: unknown[]) => unknown;

export interface ResourceDefinition<S> {
  /** Where the interface has a constructor. */
  readonly construct?: (...args: unknown[]) => S;
  readonly methods: { readonly [name: string]: Method<S> };
  readonly statics?: { readonly [name: string]: (...args: unknown[]) => unknown };
  /** Called once, when the guest drops it; not when it is taken. */
  readonly drop?: (self: S) => void;
  /** What a method gets for a handle that stands for nothing. Without it that is a trap. */
  readonly absent?: S;
}

export interface Resource<S> {
  /** What the import object holds. */
  readonly Class: object;
  /** A new resource for the guest. */
  make(state: S): object;
  /** The state behind a borrowed argument; a trap where there is none. */
  of(value: unknown): S;
  /** The state behind an owned argument, which is no resource any more. */
  take(value: unknown): S;
}

export function defineResource<S extends object>(
  world: World,
  name: string,
  { construct, methods, statics = {}, drop, absent }: ResourceDefinition<S>,
): Resource<S> {
  const states = new WeakMap<object, S>();

  const stateOf = (value: unknown): S | undefined =>
    typeof value === "object" && value !== null ? states.get(value) : undefined;
  const of = (value: unknown): S => stateOf(value) ?? gone(name);
  const take = (value: unknown): S => {
    const state = of(value);
    states.delete(value as object);
    world.closed();
    return state;
  };

  const prototype: Record<PropertyKey, unknown> = Object.create(null);
  for (const [method, body] of Object.entries(methods)) {
    prototype[method] = function (this: unknown, ...args: unknown[]) {
      return world.enter(() => body(stateOf(this) ?? absent ?? gone(name), ...args));
    };
  }
  // Not inside of `enter`: what a guest holds is given back after its end too.
  prototype[Symbol.dispose] = function (this: object) {
    const state = states.get(this);
    if (state === undefined) return;
    take(this);
    drop?.(state);
  };

  const Class = function (this: object, ...args: unknown[]): void {
    world.enter(() => {
      if (new.target !== Class) invalidUse(`${name} is no function`);
      if (!construct) return invalidUse(`${name} has no constructor`);
      const state = construct(...args);
      world.opened();
      states.set(this, state);
    });
  };
  for (const [method, body] of Object.entries(statics)) {
    Object.defineProperty(Class, method, { value: (...args: unknown[]) => world.enter(() => body(...args)) });
  }
  Class.prototype = prototype;
  Object.setPrototypeOf(Class, null);

  const make = (state: S): object => {
    world.opened();
    const instance: object = Object.create(prototype);
    states.set(instance, state);
    return instance;
  };
  return { Class, make, of, take };
}

function gone(name: string): never {
  return invalidUse(`a handle of ${name} stands for nothing: it was dropped, given away, or never was`);
}

/** An interface of plain functions and classes, with nothing inherited. */
export function defineInterface(
  world: World,
  functions: { readonly [name: string]: (...args: unknown[]) => unknown },
  resources: { readonly [name: string]: { readonly Class: object } } = {},
): object {
  const made: Record<string, unknown> = Object.create(null);
  for (const [name, body] of Object.entries(functions))
    made[name] = (...args: unknown[]) => world.enter(() => body(...args));
  for (const [name, { Class }] of Object.entries(resources)) made[name] = Class;
  return made;
}
