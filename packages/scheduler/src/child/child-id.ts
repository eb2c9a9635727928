/** The attempt that begins a run. */
export interface ChildPlace {
  readonly task: string;
  readonly visit: number;
  readonly attempt: number;
}

/**
 * The id of the run that an attempt begins: `RUN/TASK/VISIT/ATTEMPT`. The same attempt, carried out once more, finds the same run; and no
 * two attempts have one, whatever ids tasks have.
 */
export function childRunId(run: string, { task, visit, attempt }: ChildPlace): string {
  const name = task.replaceAll(/[%/]/g, (found) => (found === "%" ? "%25" : "%2F"));
  return `${run}/${name}/${visit}/${attempt}`;
}

/** The attempt that began the run of an id. */
export function childPlace(run: string, id: string): ChildPlace {
  const [name = "", visit, attempt] = id.slice(run.length + 1).split("/");
  const task = name.replaceAll("%2F", "/").replaceAll("%25", "%");
  return { task, visit: Number(visit), attempt: Number(attempt) };
}
