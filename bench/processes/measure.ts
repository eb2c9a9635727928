/** Measures one group of rows in a process of its own and prints what it found as JSON. */
import type { Measurement } from "../harness/row.ts";

const group = process.argv[2] ?? "";
const { measure } = (await import(`../rows/${group}.ts`)) as { measure: () => Promise<Measurement[]> }; // Its own files.
process.stdout.write(`${JSON.stringify(await measure())}\n`);
process.exit(0);
