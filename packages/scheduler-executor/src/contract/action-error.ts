import type { ActionError, ErrorCause } from "@scheduler-components/core";

/** How many causes of an error are kept; what lies deeper is left out. */
export const MAX_CAUSES = 8;
/** How many UTF-16 units of an error's message are kept. */
export const MAX_ERROR_MESSAGE = 4096;

export interface ToActionErrorOptions {
  /** The error's code; `component-failed` unless said. */
  readonly code?: string;
  /** The message; the error's own unless said. The error is then the first of the causes. */
  readonly message?: string;
  readonly retryable?: boolean;
  /** In milliseconds from now. */
  readonly retryAfter?: number;
}

/**
 * Makes whatever was thrown a typed error; the one place where that happens. The chain of `cause` (and the errors of an
 * `AggregateError`) becomes `causes`, nearest first, at most `MAX_CAUSES`. A cause's code is its own `code` where that is a
 * string, else its `name`. Never throws, whatever the value's getters do.
 */
export function toActionError(error: unknown, options: ToActionErrorOptions = {}): ActionError {
  const causes = options.message === undefined ? causesOf(childrenOf(error)) : causesOf([error]);
  return {
    code: options.code ?? "component-failed",
    message: shorten(options.message ?? messageOf(error)),
    retryable: options.retryable ?? false,
    ...(options.retryAfter === undefined ? undefined : { retryAfter: options.retryAfter }),
    causes,
  };
}

/** An error and what it says caused it, nearest first, as `causes` of an `ActionError`. */
export function causesOf(errors: readonly unknown[]): readonly ErrorCause[] {
  const causes: ErrorCause[] = [];
  const seen = new Set<unknown>();
  let level = errors;
  while (level.length > 0) {
    const next: unknown[] = [];
    for (const error of level) {
      if (causes.length === MAX_CAUSES) return causes;
      if (seen.has(error)) continue;
      seen.add(error);
      causes.push({ code: codeOf(error), message: shorten(messageOf(error)) });
      next.push(...childrenOf(error));
    }
    level = next;
  }
  return causes;
}

function childrenOf(error: unknown): readonly unknown[] {
  const cause = propertyOf(error, "cause");
  const errors = propertyOf(error, "errors");
  const children: unknown[] = cause === undefined || cause === null ? [] : [cause];
  if (Array.isArray(errors)) children.push(...errors.slice(0, MAX_CAUSES));
  return children;
}

function messageOf(error: unknown): string {
  const message = propertyOf(error, "message");
  if (typeof message === "string" && message !== "") return message;
  if (typeof error === "string") return error === "" ? "no message" : error;
  const name = propertyOf(error, "name");
  if (error instanceof Error) return typeof name === "string" && name !== "" ? name : "Error";
  try {
    return JSON.stringify(error) ?? String(error);
  } catch {
    return "a value that cannot be shown";
  }
}

function codeOf(error: unknown): string {
  const code = propertyOf(error, "code");
  if (typeof code === "string" && code !== "") return shorten(code);
  const name = propertyOf(error, "name");
  return typeof name === "string" && name !== "" ? shorten(name) : "error";
}

function propertyOf(value: unknown, key: "cause" | "code" | "errors" | "message" | "name"): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    return (value as { readonly [key: string]: unknown })[key];
  } catch {
    return undefined;
  }
}

function shorten(text: string): string {
  return text.length <= MAX_ERROR_MESSAGE ? text : `${text.slice(0, MAX_ERROR_MESSAGE - 1)}…`;
}
