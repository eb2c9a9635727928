/**
 * The handles of one exchange. A handle that is not dropped stays with the host until the instance ends, and one that has children
 * may not be dropped before them: `dropAll` goes backwards.
 */
export class Held {
  readonly #handles: object[] = [];

  add<T extends object>(handle: T): T {
    this.#handles.push(handle);
    return handle;
  }

  /** Drops one of them now. */
  drop(handle: object): void {
    this.release(handle);
    dropHandle(handle);
  }

  /** It belongs to someone else from now on. */
  release(handle: object): void {
    const index = this.#handles.lastIndexOf(handle);
    if (index >= 0) this.#handles.splice(index, 1);
  }

  dropAll(): void {
    for (let handle = this.#handles.pop(); handle !== undefined; handle = this.#handles.pop()) dropHandle(handle);
  }
}

export function dropHandle(handle: object): void {
  const dispose: unknown = Reflect.get(handle, Symbol.dispose);
  if (typeof dispose === "function") dispose.call(handle);
}
