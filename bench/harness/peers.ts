import async from "async";
import fastq from "fastq";

/** As many tasks at once as the scheduler's default. */
export const CONCURRENCY = 16;

/** `count` no-op tasks through fastq.promise; each has a value of its own and gives a result that is kept. */
export async function fastqRun(count: number): Promise<void> {
  const queue = fastq.promise(async (task: { n: number }) => ({ status: "succeeded", n: task.n }), CONCURRENCY);
  const results: Promise<unknown>[] = [];
  for (let n = 0; n < count; n++) results.push(queue.push({ n }));
  const kept = await Promise.all(results);
  if (kept.length !== count) throw new Error("fastq lost results");
}

/**
 * A chain of `count` no-op tasks in async.auto, each after the last. Asynchronous functions, since callbacks that answer
 * at once overflow its stack at this length; wrapped by its own `asyncify`, as it would do itself.
 */
export async function asyncAutoChain(count: number): Promise<void> {
  const tasks: Record<string, async.AsyncAutoTask<number, Record<string, number>, Error>> = {};
  for (let i = 0; i < count; i++) {
    const work = async.asyncify(async (): Promise<number> => i);
    tasks[`task_${i}`] = i === 0 ? work : [`task_${i - 1}`, work];
  }
  const results = await async.auto(tasks);
  if (Object.keys(results).length !== count) throw new Error("async.auto lost results");
}
