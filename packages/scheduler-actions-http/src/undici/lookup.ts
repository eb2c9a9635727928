import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { callbackify } from "node:util";
import type { ResolvedAddress } from "../options.ts";
import type { PolicyChecker, Verdict } from "../policy/policy.ts";
import type { Target } from "../policy/target.ts";

/** The error that ends a connection to an address that the policy refuses; how the refusal comes out of the socket. */
export class RefusedByPolicy extends Error {
  readonly verdict: Extract<Verdict, { ok: false }>;

  constructor(verdict: Extract<Verdict, { ok: false }>) {
    super(verdict.message);
    this.verdict = verdict;
  }
}

export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

export const resolveBySystem: Resolve = (host) =>
  new Promise((resolve, reject) => {
    systemLookup(host, { all: true }, (error, addresses) => {
      if (error) return reject(error);
      resolve(addresses.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 })));
    });
  });

/**
 * The addresses of the host that the policy allows; refused if there are none. A name that also stands for a refused address is
 * reached at the others only, which is as safe and keeps hosts with an odd record reachable.
 */
export async function allowedAddresses(
  resolve: Resolve,
  checker: PolicyChecker,
  target: Target,
  named: boolean,
): Promise<readonly ResolvedAddress[]> {
  const addresses = await resolve(target.host);
  let refused: Extract<Verdict, { ok: false }> | undefined;
  const allowed = addresses.filter(({ address }) => {
    const verdict = checker.checkAddress(address, target, named);
    if (!verdict.ok) refused ??= verdict;
    return verdict.ok;
  });
  if (allowed.length === 0 && refused) throw new RefusedByPolicy(refused);
  if (allowed.length === 0) throw Object.assign(new Error(`${target.host} has no address`), { code: "ENOTFOUND" });
  return allowed;
}

/**
 * What sockets of one origin resolve with. The address that was checked is the one that is connected to, so a name cannot change
 * its mind between check and use.
 */
export function checkedLookup(
  resolve: Resolve,
  checker: PolicyChecker,
  target: Target,
  named: boolean,
): LookupFunction {
  // Leaves the promise before the socket is called back, so that what throws there is not taken for a failed lookup.
  const answer = callbackify(() => allowedAddresses(resolve, checker, target, named));
  return (_hostname, options, callback) => {
    answer((error, addresses) => {
      if (error) return callback(error, "", 0);
      const wanted = familyOf(options.family);
      const fitting = wanted === 0 ? addresses : addresses.filter((one) => one.family === wanted);
      const [first] = fitting;
      if (!first) return callback(Object.assign(new Error("no address of the family"), { code: "ENOTFOUND" }), "", 0);
      if (options.all) return callback(null, [...fitting]);
      callback(null, first.address, first.family);
    });
  };
}

/** Node takes 4, `IPv4` and so on; 0 is either. */
function familyOf(family: number | string | undefined): number {
  return family === undefined ? 0 : Number(String(family).slice(-1));
}
