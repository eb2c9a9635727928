import type { ActionComponent } from "@scheduler-components/executor";

/** The components that are initialised. Most attempts in a row go to the same: that one is found without a look-up. */
export class ReadyComponents {
  readonly #components = new Map<string, ActionComponent>();
  #lastId = "";
  #last: ActionComponent | undefined;

  get(id: string): ActionComponent | undefined {
    if (id === this.#lastId) return this.#last;
    const component = this.#components.get(id);
    if (component !== undefined) this.set(id, component);
    return component;
  }

  set(id: string, component: ActionComponent): void {
    this.#components.set(id, component);
    this.#lastId = id;
    this.#last = component;
  }
}
