import { refuse } from "../binary/refused.ts";
import { identifier } from "./identifier.ts";
import { sameTypes, type Case, type Field, type Form, type FunctionForm, type Type } from "./types.ts";

/** Types that are written within one text: a few bytes can stand for a tuple of tuples of tuples. */
const MOST_TYPES = 100_000;

/** How deep a type may be written within types. */
const DEEPEST = 100;

/** Writes types of one interface, where `nameOf` gives the names they have in it. */
export class TypeText {
  readonly #nameOf: (type: Type) => string | undefined;
  #left = MOST_TYPES;

  constructor(nameOf: (type: Type) => string | undefined) {
    this.#nameOf = nameOf;
  }

  /** A type where it is used. */
  use(type: Type, depth = 0): string {
    this.#left -= 1;
    if (this.#left < 0 || depth > DEEPEST) refuse("component-too-large", "Its types are too large to be written down.");
    const name = this.#nameOf(type);
    return name === undefined ? this.#unnamed(formOf(type), depth) : identifier(name);
  }

  /** The definition of a type that had no name before. A resource is none: it holds functions. */
  definition(name: string, type: Type): string {
    const named = this.#nameOf(type);
    const form = formOf(type);
    const title = identifier(name);
    if (named !== undefined) return `type ${title} = ${identifier(named)};\n`;
    switch (form.kind) {
      case "record":
        return block(
          `record ${title}`,
          form.fields.map((field) => this.#field(field)),
        );
      case "variant":
        return block(
          `variant ${title}`,
          form.cases.map((each) => this.#case(each)),
        );
      case "flags":
      case "enum":
        return block(`${form.kind} ${title}`, form.names.map(identifier));
      default:
        return `type ${title} = ${this.#unnamed(form, 0)};\n`;
    }
  }

  /** What stands after the name of a function: `(a: string) -> bool`. */
  signature({ parameters, result }: FunctionForm): string {
    const given = parameters.map((field) => this.#field(field)).join(", ");
    return `(${given})${result === undefined ? "" : ` -> ${this.use(result)}`}`;
  }

  #field({ name, type }: Field): string {
    return `${identifier(name)}: ${this.use(type)}`;
  }

  #case({ name, type }: Case): string {
    return type === undefined ? identifier(name) : `${identifier(name)}(${this.use(type)})`;
  }

  #unnamed(form: Form, depth: number): string {
    switch (form.kind) {
      case "primitive":
        return form.name;
      case "own":
        // A resource by itself is owned.
        return form.of.map((type) => this.#argument(type, depth)).join();
      case "list":
      case "tuple":
      case "option":
      case "result":
      case "borrow":
      case "stream":
      case "future":
      case "map": {
        const given = form.of.map((type) => this.#argument(type, depth));
        // What is left out at the end need not be said.
        while (given.at(-1) === "_") given.pop();
        if (form.length !== undefined) given.push(String(form.length));
        return given.length === 0 ? form.kind : `${form.kind}<${given.join(", ")}>`;
      }
      default:
        return refuse("component-unsupported", `It uses a type without a name, of the kind ${form.kind}.`);
    }
  }

  #argument(type: Type | undefined, depth: number): string {
    return type === undefined ? "_" : this.use(type, depth + 1);
  }
}

/** What a type is in the end. */
export function formOf(type: Type): Form {
  let form = type.form;
  for (const same of sameTypes(type)) form = same.form;
  return form;
}

export function block(title: string, items: readonly string[]): string {
  return `${title} {\n${items.map((item) => `  ${item},\n`).join("")}}\n`;
}
