/** `fields` of `wasi:http/types`: header fields, checked and counted as they come in. */
import { bytesOf, listOf, pairOf, textOf } from "../arguments.ts";
import { fail } from "../failure.ts";
import { defineResource, type Resource } from "../resource.ts";
import { Charge, limitReached, type World } from "../world.ts";

export type FieldEntries = (readonly [name: string, value: Uint8Array])[];

export interface FieldsState {
  /** Names in lower case. Not shared with another `fields` that can be changed. */
  entries: FieldEntries;
  readonly mutable: boolean;
  readonly charge: Charge;
}

export interface FieldsKind {
  readonly Fields: Resource<FieldsState>;
  /** For the guest to look at: the entries of a request or a response. */
  readonly view: (entries: FieldEntries) => object;
}

/**
 * What belongs to the connection or frames the message: the host says it, and a guest that could would speak to a proxy, or of
 * another host than the one that the policy looked at.
 */
const FORBIDDEN = new Set(
  `connection expect host http2-settings keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer
  transfer-encoding upgrade`.split(/\s+/),
);

/** Counted for each field beside its name and value, as HTTP/2 does. */
const FIELD_OVERHEAD = 32;

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

export function createFields(world: World): FieldsKind {
  const { maxFieldBytes } = world.ports.limits;

  const stateOf = (entries: FieldEntries, mutable: boolean): FieldsState => {
    const charge = new Charge(world);
    const state = { entries: [], mutable, charge };
    replace(state, entries);
    return state;
  };
  const replace = (state: FieldsState, entries: FieldEntries): void => {
    const bytes = sizeOf(entries);
    if (bytes > maxFieldBytes) limitReached(`header fields of more than ${maxFieldBytes} bytes`);
    state.charge.set(bytes);
    state.entries = entries;
  };
  const change = (state: FieldsState, name: unknown, values: readonly unknown[], keep: "all" | "others"): void => {
    const text = textOf(name);
    if (!state.mutable) fail({ tag: "immutable" });
    const key = nameOf(text);
    const added = values.map((value) => [key, valueOf(value)] as const);
    const kept = keep === "all" ? state.entries : state.entries.filter(([other]) => other !== key);
    replace(state, [...kept, ...added]);
  };

  const Fields: Resource<FieldsState> = defineResource<FieldsState>(world, "fields", {
    construct: () => stateOf([], true),
    statics: {
      fromList: (list) => {
        const given = listOf(list);
        // Before anything is made of them.
        if (given.length * FIELD_OVERHEAD > maxFieldBytes)
          limitReached(`header fields of more than ${maxFieldBytes} bytes`);
        const entries = given.map((pair) => {
          const [name, value] = pairOf(pair);
          return [nameOf(textOf(name)), valueOf(value)] as const;
        });
        return Fields.make(stateOf(entries, true));
      },
    },
    methods: {
      get: ({ entries }, name) => valuesOf(entries, textOf(name)),
      has: ({ entries }, name) => valuesOf(entries, textOf(name)).length > 0,
      set: (state, name, values) => change(state, name, listOf(values), "others"),
      delete: (state, name) => change(state, name, [], "others"),
      append: (state, name, value) => change(state, name, [value], "all"),
      entries: ({ entries }) => entries.map(([name, value]) => [name, value]),
      clone: ({ entries }) => Fields.make(stateOf([...entries], true)),
    },
    drop: ({ charge }) => charge.free(),
  });

  return { Fields, view: (entries) => Fields.make(stateOf(entries, false)) };
}

/** Names in lower case and values, as bytes and overhead. */
export function sizeOf(entries: FieldEntries): number {
  return entries.reduce((sum, [name, value]) => sum + name.length + value.byteLength + FIELD_OVERHEAD, 0);
}

/** The host's form: values as latin-1 text. */
export function fieldsToText(entries: FieldEntries): [string, string][] {
  return entries.map(([name, value]) => [name, Buffer.from(value).toString("latin1")]);
}

export function fieldsFromText(fields: readonly (readonly [string, string])[]): FieldEntries {
  return fields.map(([name, value]) => [name.toLowerCase(), new Uint8Array(Buffer.from(value, "latin1"))] as const);
}

function nameOf(text: string): string {
  if (!isToken(text)) fail({ tag: "invalid-syntax" });
  const name = text.toLowerCase();
  if (FORBIDDEN.has(name)) fail({ tag: "forbidden" });
  return name;
}

/** Any byte but controls, tab excepted: no line ends, so that one field stays one. */
function valueOf(value: unknown): Uint8Array {
  const bytes = bytesOf(value);
  if (bytes.some((byte) => (byte < 0x20 && byte !== 0x09) || byte === 0x7f)) fail({ tag: "invalid-syntax" });
  return bytes;
}

function valuesOf(entries: FieldEntries, name: string): Uint8Array[] {
  const key = name.toLowerCase();
  return entries.flatMap(([other, value]) => (other === key ? [value] : []));
}
