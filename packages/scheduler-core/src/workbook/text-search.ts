/**
 * Many needles in one pass (Aho and Corasick, 1975): time in proportion to the text, whatever the needles are, so that a
 * component cannot make reporting slow by the values it asks to hide.
 */
class TrieNode {
  readonly next = new Map<number, TrieNode>();
  fail: TrieNode | undefined;
  /** Length of the longest needle that ends here, by way of `fail` too; 0 if none does. */
  longest = 0;
}

export class TextSearch {
  readonly #root = new TrieNode();
  #linked = true;

  add(needle: string): void {
    let node = this.#root;
    for (let i = 0; i < needle.length; i++) {
      const unit = needle.charCodeAt(i);
      let next = node.next.get(unit);
      if (next === undefined) node.next.set(unit, (next = new TrieNode()));
      node = next;
    }
    node.longest = needle.length;
    this.#linked = false;
  }

  /** Overlapping and touching finds are replaced as one. */
  replaceAll(text: string, replacement: string): string {
    if (!this.#linked) this.#link();
    const root = this.#root;
    let node = root;
    const starts: number[] = [];
    const ends: number[] = [];
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      let next = node.next.get(unit);
      while (next === undefined && node !== root) {
        node = node.fail ?? root;
        next = node.next.get(unit);
      }
      node = next ?? root;
      if (node.longest === 0) continue;
      let start = i + 1 - node.longest;
      // A longer needle may hold several finds that stood apart.
      while (ends.length > 0 && (ends.at(-1) ?? 0) >= start) {
        start = Math.min(start, starts.pop() ?? start);
        ends.pop();
      }
      starts.push(start);
      ends.push(i + 1);
    }
    if (starts.length === 0) return text;
    let result = "";
    let copied = 0;
    for (const [i, start] of starts.entries()) {
      result += text.slice(copied, start) + replacement;
      copied = ends[i] ?? copied;
    }
    return result + text.slice(copied);
  }

  #link(): void {
    const root = this.#root;
    const queue: TrieNode[] = [];
    for (const child of root.next.values()) {
      child.fail = root;
      queue.push(child);
    }
    for (let node = queue[0], i = 0; node !== undefined; node = queue[++i]) {
      for (const [unit, child] of node.next) {
        let fail = node.fail;
        while (fail !== undefined && !fail.next.has(unit)) fail = fail.fail;
        child.fail = fail?.next.get(unit) ?? root;
        child.longest = Math.max(child.longest, child.fail.longest);
        queue.push(child);
      }
    }
    this.#linked = true;
  }
}
