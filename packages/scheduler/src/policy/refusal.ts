/** Why something that a scenario asks for is not done; each has a row in `docs/errors.md`. */
export const REFUSAL_CODES = [
  /** A native component runs with this process's rights, and the operator has not said that it may. */
  "native-not-allowed",
  /** A capability was asked for and not granted; the component runs without it. */
  "capability-not-granted",
  /** A secret that the scenario declares was not supplied. */
  "secret-not-supplied",
  /** The source is no file, module or package that can be found. */
  "component-not-found",
  /** The source leads out of the scenario's folder. */
  "component-outside-folder",
  /** The file is not the one whose SHA-256 is written down. */
  "component-changed",
  /** The module could not be loaded, or does not export a component. */
  "component-unusable",
  /** The static manifest is not one. */
  "manifest-invalid",
  /** This version does not run this kind of component. */
  "component-unsupported",
  /** The bytes are not those of a component, or of none that can be understood. */
  "component-malformed",
  /** A name in the bytes that could reach beyond its place in the JavaScript that is generated from them. */
  "component-unsafe",
  /** More bytes, nesting, definitions, or time to transpile, than are allowed. */
  "component-too-large",
  /** It does not fit the world of action components: something that it exports or imports. */
  "component-unfit",
  /** It was built against a version of an interface that this host does not support. */
  "component-version",
  /** It declares more memory, or larger tables, than it may have. */
  "component-over-limit",
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** What is not done, and what the operator would have to say for it to be done. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  /** The exact flag that would allow it, ready to paste into a shell. */
  readonly allow?: string;
}

/** A word for a POSIX shell: as it is where that is safe, else in single quotes. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
