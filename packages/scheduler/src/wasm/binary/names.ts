/**
 * Which names may stand in a component.
 *
 * A component is turned into JavaScript, and the transpiler writes names of core modules into string literals and object literals
 * as they are. A name must therefore not be able to end a literal, a template, a comment or a line, nor to set a prototype. Names
 * of components become identifiers too, and their grammar is narrow enough to be checked whole.
 */
import type { BinaryLimits } from "./limits.ts";
import type { Reader } from "./reader.ts";
import { refuse, shown } from "./refused.ts";
import type { ExternKind } from "./types.ts";

/** ' " ` \ : with these a name could leave its literal. */
const QUOTES: ReadonlySet<number> = new Set([0x22, 0x27, 0x5c, 0x60]);

/** A template's hole, ends and beginnings of comments, and the two names that mean something else in an object or a path. */
const CRAFTED = /\$\{|\/\/|\/\*|\*\/|<!--|-->|^\*$|^__proto__$/;

/** Words in one case each. There is one way only to match a text, so that matching takes linear time. */
const WORD = "(?=[0-9A-Za-z])[0-9]*(?:[a-z][a-z0-9]*|[A-Z][A-Z0-9]*)?";
const LABEL = `(?=[A-Za-z])${WORD}(?:-${WORD})*`;
const VERSION = "[0-9]+(?:\\.[0-9]+){0,2}(?:-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?";

const IS_LABEL = new RegExp(`^${LABEL}$`);
const IS_PLAIN = new RegExp(
  `^(?:\\[(?:constructor|method|static|async|async method|async static)\\])?${LABEL}(?:\\.${LABEL})?$`,
);
const IS_INTERFACE = new RegExp(`^(?:${LABEL}:)+${LABEL}(?:/${LABEL})*(?:@${VERSION})?$`);

/** As the name of a function or an instance these would find what every object in JavaScript has, not what is meant. */
const INHERITED = /(?:^|[.\]])(?:constructor|prototype)$/;

/** The transpiler turns interfaces of this namespace into whatever the global object holds. */
const GLOBAL_OBJECT = /^webidl:/;

/** Reads names, checks each, and bounds how many there are. */
export class Names {
  readonly #limits: BinaryLimits;
  #left: number;

  constructor(limits: BinaryLimits) {
    this.#limits = limits;
    this.#left = limits.names;
  }

  /** Of an import or export of a core module, or where one is used. */
  core(reader: Reader): string {
    const name = this.#read(reader, this.#limits.coreNameBytes);
    if (CRAFTED.test(name.text)) return unsafe(name.bytes, "it holds characters that are code in JavaScript");
    return name.text;
  }

  /** Of an import or export of a component, or where one is used: `[method]a.b`, `ns:package/interface@1.0.0`. */
  extern(reader: Reader): string {
    const name = this.#read(reader, this.#limits.nameBytes);
    if (!IS_PLAIN.test(name.text) && !IS_INTERFACE.test(name.text)) {
      return unsafe(name.bytes, "it is neither a name in kebab-case nor that of an interface");
    }
    if (GLOBAL_OBJECT.test(name.text)) return unsafe(name.bytes, "it stands for JavaScript's global object");
    return name.text;
  }

  /**
   * Whether a name may be that of what has now been read. A type may have one that every object in JavaScript has: in
   * JavaScript it is written in capitals, or not at all.
   */
  suits(name: string, kind: ExternKind | "core"): void {
    if (!INHERITED.test(name) || (kind === "type" && IS_LABEL.test(name))) return;
    unsafe(new TextEncoder().encode(name), "every object in JavaScript has something of that name");
  }

  /** Of a field, case, flag or parameter. */
  label(reader: Reader): string {
    const name = this.#read(reader, this.#limits.nameBytes);
    if (!IS_LABEL.test(name.text)) return unsafe(name.bytes, "it is not a name in kebab-case");
    return name.text;
  }

  #read(reader: Reader, most: number): { readonly text: string; readonly bytes: Uint8Array } {
    const part = reader.part(reader.u32());
    const bytes = part.bytes.subarray(part.at, part.end);
    if (bytes.length > most) {
      return refuse(
        "component-unsafe",
        `A name has ${bytes.length} bytes (${shown(bytes)}); at most ${most} are allowed.`,
      );
    }
    this.#left -= 1;
    if (this.#left < 0) refuse("component-too-large", `It holds more than ${this.#limits.names} names.`);
    for (const byte of bytes) {
      if (byte < 0x20 || byte > 0x7e) return unsafe(bytes, "it holds something else than printable ASCII");
      if (QUOTES.has(byte)) return unsafe(bytes, "it holds a quote or a backslash");
    }
    return { text: String.fromCharCode(...bytes), bytes };
  }
}

function unsafe(bytes: Uint8Array, why: string): never {
  return refuse("component-unsafe", `The name ${shown(bytes)} is not allowed: ${why}.`);
}
