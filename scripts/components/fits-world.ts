import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { componentWit } from "@bytecodealliance/jco";
import { componentOf, externName, section, SECTION, SORT, text, vector } from "./binary.ts";

export interface AskedWorld {
  /** A folder that `assembleWit` made. */
  readonly wit: string;
  readonly world: string;
  /** A core module that embeds the world's type, as `componentEmbed` makes it. */
  readonly embedded: Uint8Array;
}

/** A world as a component type, from the section that WIT tools embed in a core module: `type { type <world>, export <id> }`. */
function worldType(module: Uint8Array, id: string): Uint8Array {
  const bytes = Buffer.from(module);
  const section = bytes.indexOf("component-type");
  // One type: a component type of two declarations, the first of them the world's type …
  const before = Buffer.from([0x01, 0x41, 0x02, 0x01]);
  // … and the second its export under the world's id.
  const after = Buffer.from([0x04, ...externName(id), ...SORT.component, 0x00]);
  const start = bytes.indexOf(before, section);
  const end = bytes.indexOf(after, start);
  if (section < 0 || start < 0 || end < 0)
    throw new Error(`The embedded type for ${id} has another form than expected.`);
  return bytes.subarray(start + before.length, end);
}

/**
 * Why a component may not stand where the world is asked for, or undefined. The validator decides: it is shown a component that
 * is given this one in place of an import of the world's type. So the component validates, imports nothing but what the world
 * imports, and every export of the world is there with the world's types.
 */
export async function whyUnfit(component: Uint8Array, asked: AskedWorld): Promise<string | undefined> {
  const type = worldType(asked.embedded, await worldId(asked.wit, asked.world));
  const taker = componentOf([
    section(SECTION.type, [0x01, ...type]),
    section(SECTION.import, vector([[...externName("given"), ...SORT.component, 0x00]])),
  ]);
  const given = [...text("given"), ...SORT.component, 0x00];
  const proof = componentOf([
    section(SECTION.component, component),
    section(SECTION.component, taker),
    section(SECTION.instance, vector([[0x00, 0x01, ...vector([given])]])),
  ]);
  try {
    await componentWit(proof);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** `namespace:package/world@version`, as the WIT has it. */
async function worldId(witPath: string, world: string): Promise<string> {
  for (const name of await readdir(witPath)) {
    if (!name.endsWith(".wit")) continue;
    const found = /^package ([^@;]+)@([^;]+);/m.exec(await readFile(join(witPath, name), "utf8"));
    if (found) return `${found[1]}/${world}@${found[2]}`;
  }
  throw new Error(`${witPath} holds no package.`);
}

/** The tools throw their message as `payload`, or as it is. */
export function messageOf(error: unknown): string {
  if (error !== null && typeof error === "object" && "payload" in error) return String(error.payload);
  return error instanceof Error ? error.message : String(error);
}
