/**
 * The certificates to trust when some are given: giving any to TLS replaces Node's own, so those stand beside them. Undefined
 * leaves the choice to Node.
 */
export function trustedCertificates(ca: string | readonly string[] | undefined): string[] | undefined {
  if (ca === undefined || ca.length === 0) return undefined;
  const given = typeof ca === "string" ? [ca] : [...ca];
  // Not imported: most runs trust what Node trusts, and need no TLS of their own.
  const tls = process.getBuiltinModule("node:tls");
  // From Node 22.15: with `NODE_EXTRA_CA_CERTS` and the system's, where those are in use.
  const own = typeof tls.getCACertificates === "function" ? tls.getCACertificates("default") : tls.rootCertificates;
  return [...own, ...given];
}
