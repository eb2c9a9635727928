import { shellWord, type Refusal } from "./refusal.ts";

export interface SecretSources {
  /** Names that the operator takes from the environment. */
  readonly named: readonly string[];
  readonly env: { readonly [name: string]: string | undefined };
  /** From `--secrets-file`, by name; used before the environment. */
  readonly file: ReadonlyMap<string, string>;
}

export interface DecidedSecrets {
  readonly secrets: { readonly [name: string]: string };
  readonly missing: readonly Refusal[];
}

/** The values of the secrets that a scenario declares. It never gets one that the operator did not name. */
export function decideSecrets(declared: readonly string[], sources: SecretSources): DecidedSecrets {
  const secrets: { [name: string]: string } = Object.create(null) as { [name: string]: string };
  const missing: Refusal[] = [];
  for (const name of declared) {
    const value = sources.file.get(name) ?? (sources.named.includes(name) ? ownValue(sources.env, name) : undefined);
    if (value !== undefined) secrets[name] = value;
    else {
      missing.push({
        code: "secret-not-supplied",
        message: sources.named.includes(name)
          ? `The secret ${name} is taken from the environment, which has no variable of that name`
          : `The secret ${name} is declared by the scenario and not supplied`,
        allow: sources.named.includes(name) ? `${shellWord(name)}=… scheduler run …` : `--secret ${shellWord(name)}`,
      });
    }
  }
  return { secrets, missing };
}

function ownValue(env: SecretSources["env"], name: string): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}
