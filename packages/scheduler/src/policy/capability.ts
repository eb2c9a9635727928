import { isLimitName, LIMIT_NAMES, limitForm, parseLimit, type LimitName } from "./limits.ts";
import { NO_ALLOWANCE, type Allowance } from "./policy.ts";

/** What a component can ask for, beside the limits. */
const LISTED_CAPABILITIES = ["http", "env", "secrets"] as const;
export type ListedCapability = (typeof LISTED_CAPABILITIES)[number];
export type Capability = ListedCapability | LimitName;

export const CAPABILITIES: readonly Capability[] = [...LISTED_CAPABILITIES, ...LIMIT_NAMES];

export type ParsedAllowance =
  | { readonly ok: true; readonly allowance: Allowance }
  | { readonly ok: false; readonly message: string };

/** One capability from its text: `http` an origin, `env` and `secrets` a name, a limit its amount. */
export function parseCapability(kind: string, value: string): ParsedAllowance {
  switch (kind) {
    case "http": {
      const origin = normalOrigin(value);
      return origin === undefined
        ? refuse(kind, value, "an origin such as https://api.example.com, https://*.example.com or *")
        : give({ http: [origin] });
    }
    case "env":
    case "secrets":
      return /^[A-Za-z_][A-Za-z0-9_]*$/.test(value) ? give({ [kind]: [value] }) : refuse(kind, value, "a name");
    default: {
      if (!isLimitName(kind))
        return { ok: false, message: `unknown capability ${kind}; expected one of: ${CAPABILITIES.join(", ")}` };
      const amount = parseLimit(kind, value);
      return amount === undefined ? refuse(kind, value, limitForm(kind)) : give({ limits: { [kind]: amount } });
    }
  }
}

/** `scheme://host:port` in one spelling, without a path; `*` and a leading `*.` stay. Undefined where the text is no origin. */
export function normalOrigin(text: string): string | undefined {
  if (text === "*") return "*";
  const match = /^(https?):\/\/(\*\.)?([^/?#@\s*]+)\/?$/i.exec(text);
  if (!match) return undefined;
  const plain = `${match[1]}://${match[3]}`;
  if (!URL.canParse(plain)) return undefined;
  const url = new URL(plain);
  return match[2] ? `${url.protocol}//*.${url.host}` : url.origin;
}

/** Whether an allowed origin, maybe with a `*`, covers one that is requested. Both are normal. */
export function originCovers(allowed: string, requested: string): boolean {
  if (allowed === "*" || allowed === requested) return true;
  const at = allowed.indexOf("//*.");
  if (at < 0 || requested === "*") return false;
  const scheme = allowed.slice(0, at + 2);
  return (
    requested.startsWith(scheme) &&
    requested
      .slice(scheme.length)
      .replace(/^\*/, "")
      .endsWith(allowed.slice(at + 3))
  );
}

function give(part: Partial<Allowance>): ParsedAllowance {
  return { ok: true, allowance: { ...NO_ALLOWANCE, ...part } };
}

function refuse(kind: string, value: string, expected: string): ParsedAllowance {
  return { ok: false, message: `${kind}: ${JSON.stringify(value)} is not ${expected}` };
}
