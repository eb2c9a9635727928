import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

const NAME = "scheduler-components";

/**
 * Where things that can be made again are kept: `SCHEDULER_CACHE_DIR`, else `$XDG_CACHE_HOME/scheduler-components`, else the usual
 * place of the platform. Relative paths in the latter variables are ignored, as the XDG base directory specification says.
 */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
  home: string = homedir(),
): string {
  const { SCHEDULER_CACHE_DIR: own, XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = env;
  if (own) return own;
  if (xdg && isAbsolute(xdg)) return join(xdg, NAME);
  if (platform === "darwin") return join(home, "Library", "Caches", NAME);
  if (platform === "win32")
    return join(local && isAbsolute(local) ? local : join(home, "AppData", "Local"), NAME, "Cache");
  return join(home, ".cache", NAME);
}
