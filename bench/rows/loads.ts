import { appendFile, copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runForJson } from "../harness/child.ts";
import { transpileBare } from "../harness/bare-guest.ts";
import { buildGuest } from "../harness/build-guest.ts";
import { alternate } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";

const process = join(import.meta.dirname, "../processes/load-once.ts");

/** A file of a content that nobody has seen: a custom section more. */
async function unseen(file: string, into: string, round: string): Promise<string> {
  const copy = join(into, `${round}.wasm`);
  await copyFile(file, copy);
  const name = [...Buffer.from(`round-${round}`)];
  await appendFile(copy, Uint8Array.from([0, name.length + 1, name.length, ...name]));
  return copy;
}

/** Each figure is of a fresh process, from the file to the first outcome; starting the process is not in it. */
export async function measure(): Promise<Measurement[]> {
  await using guest = await buildGuest("echo");
  const cache = await mkdtemp(join(tmpdir(), "bench-cache-"));
  try {
    const { source, modules } = await transpileBare(guest.file);
    const kept = [...modules].map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]);
    await writeFile(join(cache, "bare.json"), JSON.stringify({ source, modules: kept }));
    const once = (side: string, how: string, file: string): Promise<number> =>
      runForJson<number>(process, [side, how, file, cache]);
    const figures = await alternate(
      {
        cold: async (round) => once("ours", "cold", await unseen(guest.file, guest.folder, `a${round}`)),
        bareCold: async (round) => once("bare", "cold", await unseen(guest.file, guest.folder, `b${round}`)),
        // The round that warms up also fills the cache.
        warm: () => once("ours", "warm", guest.file),
        bareWarm: () => once("bare", "warm", guest.file),
      },
      { rounds: 5, warmup: 1 },
    );
    return [
      { name: "load-cold", ours: figures.cold, peer: figures.bareCold },
      { name: "load-warm", ours: figures.warm, peer: figures.bareWarm },
    ];
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}
