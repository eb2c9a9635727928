/**
 * Interfaces as WIT text: nested packages, as `wasm-tools component wit` prints them. Without documentation, of which a component
 * holds none.
 */
import { refuse } from "../binary/refused.ts";
import { identifier } from "./identifier.ts";
import type { Surface } from "./surface.ts";
import { TypeNames } from "./type-names.ts";
import { formOf, TypeText } from "./type-text.ts";
import type { FunctionForm, Item, Type } from "./types.ts";

/** `ns:package/name@1.0.0`. What has another name is part of the world itself. */
const INTERFACE = /^([^/@]+)\/([^/@]+)(@.+)?$/;

/** `[method]resource.name`, `[constructor]resource` or `name`. */
const FUNCTION = /^(?:\[(?:async )?(constructor|method|static|async)\])?([^.]+)(?:\.(.+))?$/;

interface Interface {
  readonly id: string;
  readonly package: string;
  readonly name: string;
  /** All that is imported and exported under this name: one interface, whose parts may be the same. */
  readonly items: readonly (readonly [name: string, item: Item])[];
}

/** Packages in the order of their names, their interfaces in that of the component. Empty where there is none. */
export function printInterfaces(surface: Surface): string {
  const names = new TypeNames();
  const packages = new Map<string, string[]>();
  for (const each of interfacesOf(surface)) add(packages, each.package, indented(interfaceText(each, names)));
  return [...packages]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, texts]) => `package ${name} {\n${texts.join("\n")}}\n`)
    .join("\n");
}

function interfacesOf({ imports, exports }: Surface): readonly Interface[] {
  const found = new Map<string, Interface>();
  for (const [id, item] of [...imports, ...exports]) {
    const [, , name] = INTERFACE.exec(id) ?? [];
    if (item.sort !== "instance" || name === undefined) continue;
    const items = [...(found.get(id)?.items ?? []), ...item.exports];
    found.set(id, { id, package: packageOf(id), name, items });
  }
  return [...found.values()];
}

function interfaceText({ id, package: own, name, items }: Interface, names: TypeNames): string {
  const text = new TypeText((type) => names.nameIn(id, type));
  const uses = new Map<string, string[]>();
  const types = new Map<string, string>();
  const members = new Map<string, string[]>();
  for (const [called, item] of items) {
    if (item.sort !== "type") continue;
    if (!types.has(called)) types.set(called, typeText(called, item.type));
    names.give(id, called, item.type);
  }
  const functions = new Map<string, string>();
  for (const [called, item] of items) {
    if (item.sort !== "func" || functions.has(called)) continue;
    functions.set(called, functionText(called, item.type));
  }

  /** Nothing where it is used from elsewhere, or is a resource: those are written when all is known. */
  function typeText(called: string, type: Type): string {
    const known = names.nameIn(id, type) !== undefined;
    const owner = known ? undefined : names.ownerOf(type);
    if (owner !== undefined) {
      const used = identifier(owner.name);
      add(uses, pathOf(owner.id, own), owner.name === called ? used : `${used} as ${identifier(called)}`);
      return "";
    }
    if (known || formOf(type).kind !== "resource") return text.definition(called, type);
    members.set(called, []);
    return "";
  }

  /** Nothing where it is a member of a resource. */
  function functionText(called: string, type: Type): string {
    const form = formOf(type);
    const [, kind, first = "", method = ""] = FUNCTION.exec(called) ?? [];
    if (form.kind !== "func") return refuse("component-malformed", "It has a function whose type is none.");
    const func = `${form.async ? "async " : ""}func`;
    if (kind === undefined || kind === "async") return `${identifier(first)}: ${func}${text.signature(form)};\n`;
    const resource = members.get(first) ?? refuse("component-malformed", "It has a member of no resource.");
    if (kind === "constructor") resource.push(`constructor${text.signature(constructed(form))};\n`);
    else if (kind === "static") resource.push(`${identifier(method)}: static ${func}${text.signature(form)};\n`);
    else resource.push(`${identifier(method)}: ${func}${text.signature(withoutSelf(form))};\n`);
    return "";
  }

  const paragraphs = [
    [...uses].map(([path, used]) => `use ${path}.{${used.join(", ")}};\n`).join(""),
    ...[...types].map(([called, written]) => (members.has(called) ? resourceText(called, members) : written)),
    ...functions.values(),
  ];
  return `interface ${identifier(name)} {\n${indented(paragraphs.filter(Boolean).join("\n"))}}\n`;
}

function resourceText(name: string, members: ReadonlyMap<string, readonly string[]>): string {
  const lines = members.get(name) ?? [];
  const title = `resource ${identifier(name)}`;
  return lines.length === 0 ? `${title};\n` : `${title} {\n${indented(lines.join(""))}}\n`;
}

/** That a constructor gives what it makes goes without saying; that it may fail does not. */
function constructed(form: FunctionForm): FunctionForm {
  const { kind } = form.result === undefined ? { kind: undefined } : formOf(form.result);
  return kind === "own" ? { ...form, result: undefined } : form;
}

function withoutSelf(form: FunctionForm): FunctionForm {
  return { ...form, parameters: form.parameters.slice(1) };
}

function packageOf(id: string): string {
  const [, owner = "", , version = ""] = INTERFACE.exec(id) ?? [];
  return `${owner.split(":").map(identifier).join(":")}${version}`;
}

/** How an interface is called from a package: by its name alone within the same one. */
function pathOf(id: string, from: string): string {
  const [, owner = "", name = "", version = ""] = INTERFACE.exec(id) ?? [];
  const path = packageOf(id) === from ? "" : `${owner.split(":").map(identifier).join(":")}/`;
  return path === "" ? identifier(name) : `${path}${identifier(name)}${version}`;
}

function add(lists: Map<string, string[]>, key: string, text: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [text]);
  else list.push(text);
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
