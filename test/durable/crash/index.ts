/**
 * `pnpm test:crash [--kills N] [--seed N] [--jobs N]`: runs of the built command line, killed with SIGKILL at random moments and resumed,
 * until so many kills were survived. Ends with 1 at the first run that did not end as it should, and says which seed it was.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { crashRun } from "./run.ts";

const { values } = parseArgs({
  options: { kills: { type: "string" }, seed: { type: "string" }, jobs: { type: "string" } },
});
const kills = Number(values.kills ?? process.env["SCHEDULER_CRASH_KILLS"] ?? 300);
const first = Number(values.seed ?? process.env["SCHEDULER_CRASH_SEED"] ?? Math.floor(Math.random() * 1_000_000));
const jobs = Number(values.jobs ?? availableParallelism());
const began = performance.now();
let runs = 0;
let survived = 0;
let repeated = 0;
let seed = first;
let failed = false;

process.stdout.write(`${kills} kills, ${jobs} runs side by side, seed ${first} (again with: --seed ${first})\n`);
await Promise.all(Array.from({ length: jobs }, work));
line();
process.stdout.write("\n");
if (!failed && repeated === 0 && kills >= 100)
  fail("Nothing was ever carried out twice: the kills came at no moment that matters.");
process.exitCode = failed ? 1 : 0;

async function work(): Promise<void> {
  while (survived < kills && !failed) {
    const own = seed++;
    const result = await crashRun(own, kills - survived);
    runs++;
    survived += result.kills;
    repeated += result.repeated;
    if (result.faults.length > 0) fail(`Seed ${own}:\n${result.faults.join("\n")}`);
    else if (process.stdout.isTTY) line();
  }
}

function line(): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const text = `${survived} kills survived by ${runs} runs, ${repeated} attempts carried out once more, ${seconds} s`;
  process.stdout.write(process.stdout.isTTY ? `\r\u{1b}[K${text}` : text);
}

function fail(message: string): void {
  failed = true;
  process.stdout.write(`\n${message}\n`);
}
