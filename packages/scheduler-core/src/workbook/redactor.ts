/**
 * Replaces secrets in what is reported. The run itself goes on with the true values: expressions must still read them.
 *
 * What is found: a secret's text, and that text base64-encoded (at every alignment, both alphabets), percent-encoded and
 * JSON-escaped, wherever it stands in a string or a key. A secret shorter than `MIN_PART` is replaced only where it is the
 * whole string; as a part it would blacken every other word and tell its length by that.
 */
import type { JsonValue } from "../json/value.ts";
import { isJsonObject } from "../json/value.ts";
import type { ActionError } from "../outcome/outcome.ts";
import { secretForms } from "./secret-forms.ts";
import { TextSearch } from "./text-search.ts";

export const REDACTED = "[redacted]";

/** Shorter secrets are no parts of strings. */
const MIN_PART = 4;
/** Characters of all forms of all secrets. Beyond it every text that a component gave is replaced as a whole. */
const MAX_FORMS_LENGTH = 4 * 1024 * 1024;

export class Redactor {
  readonly #whole = new Set<string>();
  #search = new TextSearch();
  #length = 0;
  #overflow = false;

  /** Whether there is anything to replace; without it every method gives back what it got. */
  get active(): boolean {
    return this.#whole.size > 0 || this.#overflow;
  }

  /** Gives whether it makes a difference. */
  add(secret: string): boolean {
    if (secret === "" || this.#overflow || this.#whole.has(secret)) return false;
    // Bounded before its forms are made: they are several times as long.
    this.#length += secret.length * 10;
    if (this.#length > MAX_FORMS_LENGTH) {
      this.#overflow = true;
      return true;
    }
    this.#whole.add(secret);
    for (const form of secretForms(secret)) if (form.length >= MIN_PART) this.#search.add(form);
    return true;
  }

  /** Replaces from now on what another one replaces now. */
  learn(other: Redactor): void {
    for (const secret of other.#whole) this.add(secret);
    this.#overflow ||= other.#overflow;
  }

  text(text: string): string {
    if (!this.active) return text;
    if (this.#overflow || this.#whole.has(text)) return REDACTED;
    return this.#search.replaceAll(text, REDACTED);
  }

  /** The same value where nothing was replaced. */
  json<T extends JsonValue>(value: T): T;
  json(value: JsonValue): JsonValue {
    if (!this.active) return value;
    if (typeof value === "string") return this.text(value);
    // A secret may be a number's text: a PIN is a number in many an output.
    if (typeof value === "number" || typeof value === "boolean")
      return this.#whole.has(String(value)) ? REDACTED : value;
    if (isJsonObject(value)) return this.#object(value);
    if (value === null) return null;
    let changed = false;
    const items = value.map((item) => {
      const redacted = this.json(item);
      changed ||= redacted !== item;
      return redacted;
    });
    return changed ? items : value;
  }

  error(error: ActionError): ActionError {
    if (!this.active) return error;
    const causes = error.causes.map((cause) => ({ code: this.text(cause.code), message: this.text(cause.message) }));
    return { ...error, code: this.text(error.code), message: this.text(error.message), causes };
  }

  #object(value: { readonly [key: string]: JsonValue }): JsonValue {
    let changed = false;
    const copy: Record<string, JsonValue> = {};
    for (const key of Object.keys(value)) {
      const item = value[key] as JsonValue;
      const name = this.text(key);
      const redacted = this.json(item);
      changed ||= name !== key || redacted !== item;
      Object.defineProperty(copy, name, { value: redacted, enumerable: true, writable: true, configurable: true });
    }
    return changed ? copy : value;
  }
}
