/**
 * Owns the rest of an event's work, as a stack: what an edge sets off is done before the next edge, so that the edges of a
 * decision or of a skipped task stand in the place of the edge that reached it. No recursion: a chain of a million skipped
 * tasks needs no call stack.
 *
 * 1. A frame is three integers: what to go through (`kind`), of what (`subject`), and how far it has come (`cursor`).
 * 2. Only the top frame changes.
 */

/** The edges of a task, from the edge `cursor`: each takes effect as its source's visit (or skip) decided. */
export const EDGES = 0;
/** The edges of a multi-visit task that can be visited no more. */
export const LAST_EDGES = 1;
/** The edges that leave a loop, from the position `cursor`. */
export const LEAVING = 2;
/** The starts of the run, from the position `cursor`. */
export const STARTS = 3;
/** What a batch of edits may have set free, from the position `cursor`. */
export const TOUCHED = 4;
/** All members and inner loops of an edited loop at the beginning of a round, from the position `cursor`. */
export const MEMBERS = 5;

export class Worklist {
  private frames: Int32Array = new Int32Array(48);
  private depth = 0;

  get isEmpty(): boolean {
    return this.depth === 0;
  }

  push(kind: number, subject: number, cursor: number): void {
    const at = this.depth;
    if (at + 3 > this.frames.length) {
      const grown = new Int32Array(this.frames.length * 2);
      grown.set(this.frames);
      this.frames = grown;
    }
    this.frames[at] = kind;
    this.frames[at + 1] = subject;
    this.frames[at + 2] = cursor;
    this.depth = at + 3;
  }

  pop(): void {
    this.depth -= 3;
  }

  clear(): void {
    this.depth = 0;
  }

  get kind(): number {
    return this.frames[this.depth - 3]!;
  }

  get subject(): number {
    return this.frames[this.depth - 2]!;
  }

  get cursor(): number {
    return this.frames[this.depth - 1]!;
  }

  set cursor(cursor: number) {
    this.frames[this.depth - 1] = cursor;
  }

  /** All frames, the bottom one first. */
  toArray(): number[] {
    return [...this.frames.subarray(0, this.depth)];
  }
}
