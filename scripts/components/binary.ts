/** The few parts of the component binary format that are written by hand here (component-model/design/mvp/Binary.md). */

export const SECTION = { component: 4, instance: 5, alias: 6, type: 7, import: 10, export: 11 } as const;

/** Kinds of things that components name. */
export const SORT = { function: [0x01], component: [0x04], instance: [0x05] } as const;

/** `\0asm`, and the version and layer of a component. */
const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];

const encoder = new TextEncoder();

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  do {
    const rest = Math.floor(value / 128);
    bytes.push((value % 128) + (rest > 0 ? 128 : 0));
    value = rest;
  } while (value > 0);
  return bytes;
}

/** A string with its length before it. */
export function text(value: string): number[] {
  const bytes = encoder.encode(value);
  return [...unsigned(bytes.length), ...bytes];
}

/** The name of an import or export. */
export const externName = (value: string): number[] => [0x00, ...text(value)];

export function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

export function section(id: number, content: Uint8Array | readonly number[]): Uint8Array {
  return joinBytes([Uint8Array.from([id, ...unsigned(content.length)]), Uint8Array.from(content)]);
}

export function componentOf(sections: readonly Uint8Array[]): Uint8Array {
  return joinBytes([Uint8Array.from(PREAMBLE), ...sections]);
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
