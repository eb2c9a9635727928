/** `scheduler:executor/context@0.1.0` in its parts. */
export interface InterfaceName {
  /** Without the version. */
  readonly name: string;
  readonly version: string | undefined;
}

export function interfaceName(full: string): InterfaceName {
  const at = full.indexOf("@");
  return at < 0 ? { name: full, version: undefined } : { name: full.slice(0, at), version: full.slice(at + 1) };
}

/** Whether a root name is an interface, and not a function. */
export const isInterface = (name: string): boolean => name.includes(":");

/**
 * Whether what is exported at one version can stand for another (semver.org): the same until the first number that is not 0, and not
 * older. Where one side names no version, it can.
 */
export function standsFor(given: string | undefined, wanted: string | undefined): boolean {
  if (given === undefined || wanted === undefined || given === wanted) return true;
  const [ours, theirs] = [numbers(given), numbers(wanted)];
  // Pre-releases stand for themselves alone.
  if (ours === undefined || theirs === undefined) return false;
  const first = theirs.findIndex((number) => number > 0);
  const fixed = first < 0 ? theirs.length : first + 1;
  if (theirs.slice(0, fixed).some((number, index) => ours[index] !== number)) return false;
  for (let index = fixed; index < theirs.length; index++) {
    const difference = (ours[index] ?? 0) - (theirs[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbers(version: string): readonly number[] | undefined {
  const found = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
  return found === null ? undefined : found.slice(1).map(Number);
}
