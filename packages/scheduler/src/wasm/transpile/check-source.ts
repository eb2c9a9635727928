/**
 * A second look at generated JavaScript, should a name ever get past the first one: outside of strings and comments it may not
 * reach for what a component has no use for. The first look is `binary/names.ts`; this one does not replace it.
 */

/**
 * Names that generated code has no use for, as values; a module has no `require`. As the name of a property, or of a function, they
 * do nothing.
 */
const REACHES_OUT: ReadonlySet<string> = new Set(["import", "eval", "fetch", "Function", "process"]);

const WATCHED: ReadonlySet<string> = new Set([...REACHES_OUT, "export", "globalThis"]);

/** `globalThis` is used to look for a switch of the transpiler's own, and for what every engine has. */
const GLOBAL_USES: readonly string[] = ["globalThis?.process?.env?.JCO_DEBUG", "globalThis.WebAssembly"];

/** All that it exports; the latter is an empty object. */
const INSTANTIATE = "export function instantiate(getCoreModule, imports, instantiateCore";
const EXPORTS: readonly string[] = [INSTANTIATE, "export const _util = {"];

/** Why the text is not what the transpiler makes of a harmless component; undefined where it is. Takes linear time. */
export function whyNotPlain(source: string): string | undefined {
  const scan = new Scan(source);
  const exported = new Set<string>();
  for (let word = scan.next(); word !== undefined; word = scan.next()) {
    const { text, at } = word;
    if (!WATCHED.has(text) || !isValue(source, word)) continue;
    if (text === "export") {
      // A record may have a field of that name, as an action of a scenario has.
      if (!isValue(source, word)) continue;
      const found = EXPORTS.find((begin) => source.startsWith(begin, at));
      if (found === undefined || exported.has(found)) return `exports something else at ${at}`;
      exported.add(found);
    } else if (text === "globalThis") {
      if (!GLOBAL_USES.some((use) => source.startsWith(use, at))) return `uses ${text} at ${at}`;
    } else if (REACHES_OUT.has(text)) return `uses ${text} at ${at}`;
  }
  if (!scan.closed) return "ends within a string, a template or a comment";
  return exported.has(INSTANTIATE) ? undefined : "exports nothing";
}

interface Word {
  readonly text: string;
  readonly at: number;
}

/** Neither a property (`.fetch`, `{ fetch:`), nor the name of a function expression (`function fetch(`). */
function isValue(source: string, { text, at }: Word): boolean {
  const before = source.slice(Math.max(0, at - AROUND), at);
  const after = source.slice(at + text.length, at + text.length + AROUND);
  if (/(?<!\.)\.\s*$|\bfunction\s+$/.test(before)) return false;
  return !(/[{,]\s*$/.test(before) && /^\s*:/.test(after));
}

/** Of the text around a word, as much as holds the deepest indentation. */
const AROUND = 200;

/** The words of a text that stand outside of strings, templates and comments, one after the other. */
class Scan {
  readonly #source: string;
  readonly #marks = /[\w$]+|\/\/|\/\*|["'`{}]/g;
  /** For each template that is open around this place: how many braces are open within its hole. */
  readonly #holes: number[] = [];
  closed = true;

  constructor(source: string) {
    this.#source = source;
  }

  next(): Word | undefined {
    for (let mark = this.#marks.exec(this.#source); mark !== null; mark = this.#marks.exec(this.#source)) {
      const [text] = mark;
      switch (text) {
        case "//":
          this.#pass(/\n|$/g);
          break;
        case "/*":
          this.#pass(/\*\//g);
          break;
        case '"':
          this.#pass(/(?<end>["\n])|\\[^]/g);
          break;
        case "'":
          this.#pass(/(?<end>['\n])|\\[^]/g);
          break;
        case "`":
          this.#template();
          break;
        case "{":
        case "}":
          this.#brace(text);
          break;
        default:
          return { text, at: mark.index };
      }
    }
    if (this.#holes.length > 0) this.closed = false;
    return undefined;
  }

  /** Moves past the first match that is no escape, and gives it. A line ends no string. */
  #pass(ends: RegExp): string | undefined {
    ends.lastIndex = this.#marks.lastIndex;
    let found = ends.exec(this.#source);
    while (found !== null && found[0].startsWith("\\")) found = ends.exec(this.#source);
    if (found === null || found.groups?.["end"] === "\n") this.closed = false;
    this.#marks.lastIndex = found === null ? this.#source.length : ends.lastIndex;
    return found?.[0];
  }

  /** From a template's beginning, or from the end of a hole in it, to its next hole or its end. */
  #template(): void {
    if (this.#pass(/`|\$\{|\\[^]/g) === "${") this.#holes.push(0);
  }

  #brace(text: "{" | "}"): void {
    const open = this.#holes.at(-1);
    if (open === undefined) return;
    if (text === "}" && open === 0) {
      this.#holes.pop();
      this.#template();
    } else this.#holes[this.#holes.length - 1] = open + (text === "{" ? 1 : -1);
  }
}
