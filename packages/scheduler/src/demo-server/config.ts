/** What the demo server answers with. */
export interface DemoServerConfig {
  /** The body of `GET /asset`. */
  readonly asset: unknown;
  /** How long every answer waits, in milliseconds. */
  readonly delayMs: number;
  /** The first this many requests to `/asset` are answered with 503, so that retries can be seen. */
  readonly failFirst: number;
}

export const DEFAULT_DEMO_CONFIG: Omit<DemoServerConfig, "asset"> = { delayMs: 0, failFirst: 0 };

/** Checks a parsed configuration file; gives it, or what is wrong. */
export function parseDemoConfig(
  value: unknown,
):
  | { readonly ok: true; readonly config: Partial<DemoServerConfig> }
  | { readonly ok: false; readonly message: string } {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { ok: false, message: "expected an object" };
  const config: { asset?: unknown; delayMs?: number; failFirst?: number } = {};
  for (const [key, given] of Object.entries(value)) {
    if (key === "asset") config.asset = given;
    else if (key === "delayMs" || key === "failFirst") {
      if (!Number.isInteger(given) || given < 0 || given > 60_000)
        return { ok: false, message: `${key}: expected a whole number from 0 to 60000` };
      config[key] = given as number;
    } else return { ok: false, message: `unknown key ${key}; expected asset, delayMs, failFirst` };
  }
  return { ok: true, config };
}
