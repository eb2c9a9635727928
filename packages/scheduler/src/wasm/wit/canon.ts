import type { Reader } from "../binary/reader.ts";

/** Reads a section of canonical definitions and gives the numbers of the types that functions are lifted to, in order. */
export function readLifted(reader: Reader): number[] {
  const lifted: number[] = [];
  for (let left = reader.count(); left > 0; left--) {
    const kind = reader.byte();
    switch (kind) {
      case 0x00:
        reader.byte();
        reader.u32();
        skipOptions(reader);
        lifted.push(reader.u32());
        break;
      case 0x01:
        reader.byte();
        reader.u32();
        skipOptions(reader);
        break;
      case 0x02:
      case 0x03:
      case 0x04:
      case 0x07:
        reader.u32();
        break;
      default:
        // The others are of components whose functions wait, which the host does not run.
        reader.unknown("canonical definition", kind);
    }
  }
  return lifted;
}

/** Of these, the ones with a number: memory, realloc, post-return, callback. */
const NUMBERED: ReadonlySet<number> = new Set([0x03, 0x04, 0x05, 0x07]);

function skipOptions(reader: Reader): void {
  for (let left = reader.count(); left > 0; left--) {
    const option = reader.byte();
    if (NUMBERED.has(option)) reader.u32();
    else if (option > 0x06) reader.unknown("option of a function", option);
  }
}
