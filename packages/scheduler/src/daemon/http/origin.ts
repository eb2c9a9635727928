/** Which requests a daemon without tokens takes: those of programs on this machine, not those that a web page has a browser send. */

export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return name === "localhost" || name === "::1" || /^127(?:\.\d{1,3}){3}$/.test(name);
}

/** Why a request is not taken. `host` and `origin` are its headers. */
export function foreignRequest(host: string | undefined, origin: string | undefined): string | undefined {
  const name = /^(\[[^\]]*\]|[^:]*)(?::\d+)?$/.exec(host ?? "")?.[1] ?? "";
  // A name that was made to point here is somebody else's.
  if (!isLoopback(name)) return "without tokens the daemon answers to localhost, 127.0.0.1 and [::1] alone";
  if (origin !== undefined && origin !== `http://${host}`)
    return "without tokens the daemon takes no requests of web pages";
  return undefined;
}
