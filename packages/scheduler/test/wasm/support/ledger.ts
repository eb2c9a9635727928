/**
 * A guest that keeps books: each answer says which instance gave it and its how-manieth call that was. What was done twice, or done
 * and lost, shows as a number that is missing.
 */
import { expect } from "vitest";
import type { ActionOutcome, JsonObject } from "@scheduler-components/core";
import type { ActionComponent, ActionContext } from "@scheduler-components/executor";
import { fakeContext } from "@scheduler-components/executor/testing";
import type { GuestParts } from "./guest.ts";

const CONTEXT = "scheduler:executor/context@0.1.0";
const CLIENT = "scheduler:actions-http/client@0.1.0";
const ANSWER = 0x400;
/** The second page. */
const HOARD = 0x10000;

/** What a call of it does before it answers. */
export const LEDGER = {
  answer: { a: 0 },
  /** Asks for its task, and goes on until it is told to stop. */
  untilStopped: { s: 0 },
  /** Asks for its task, and goes on for ever. */
  forever: { f: 0 },
  trap: { t: 0 },
  get: (url: string): JsonObject => ({ url }),
} as const;

export interface LedgerOptions {
  /** Resources of WASI that each call leaves behind. */
  readonly leaks?: number;
  /** Bytes of one header field that each call leaves behind. */
  readonly hoards?: number;
  /** Why a release is refused. */
  readonly unreleased?: string;
}

export function ledger({ leaks = 0, hoards = 0, unreleased = "" }: LedgerOptions = {}): GuestParts {
  const when = (letter: string, then: string): string =>
    `(if (i32.eq (i32.load8_u offset=2 (local.get $parameters)) (i32.const ${letter.charCodeAt(0)})) (then ${then}))`;
  const begun = "(call $get_task (local.get $context) (local.get $id) (local.get $id_len) (i32.const 0x200))";
  const hoard = `
    (memory.fill (i32.const ${HOARD}) (i32.const 65) (i32.const ${hoards}))
    (i32.store (i32.const 0x500) (i32.const ${HOARD})) (i32.store (i32.const 0x504) (i32.const 1))
    (i32.store (i32.const 0x508) (i32.const ${HOARD})) (i32.store (i32.const 0x50c) (i32.const ${hoards}))
    (call $from_list (i32.const 0x500) (i32.const 1) (i32.const 0x510))`;
  return {
    imports: ["wasi:random/random@0.2.12", "wasi:cli/stdin@0.2.12", "wasi:http/types@0.2.12", CLIENT],
    pages: 2,
    texts: { get: "GET", unreleased },
    core: `
  (import "${CONTEXT}" "[method]action-context.get-task" (func $get_task (param i32 i32 i32 i32)))
  (import "${CONTEXT}" "[method]action-context.is-cancelled" (func $is_cancelled (param i32) (result i32)))
  (import "wasi:random/random@0.2.12" "get-random-u64" (func $random (result i64)))
  (import "wasi:cli/stdin@0.2.12" "get-stdin" (func $stdin (result i32)))
  (import "wasi:http/types@0.2.12" "[static]fields.from-list" (func $from_list (param i32 i32 i32)))
  (import "${CLIENT}" "send" (func $send (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 f64 i32)))
  (global $instance (mut i64) (i64.const 0))
  (global $calls (mut i32) (i32.const 0))`,
    more: `
  (func $hex (param $at i32) (param $value i64) (param $digits i32) (local $digit i32)
    (loop $next
      (local.set $digits (i32.sub (local.get $digits) (i32.const 1)))
      (local.set $digit (i32.wrap_i64 (i64.and (local.get $value) (i64.const 15))))
      (i32.store8 (i32.add (local.get $at) (local.get $digits)) (i32.add (local.get $digit)
        (select (i32.const 48) (i32.const 87) (i32.lt_u (local.get $digit) (i32.const 10)))))
      (local.set $value (i64.shr_u (local.get $value) (i64.const 4)))
      (br_if $next (local.get $digits))))`,
    init: "(global.set $instance (call $random)) (call $done)",
    release:
      unreleased === "" ? "(call $done)" : "(call $refuse (global.get $unreleased) (global.get $unreleased_len))",
    execute: `
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (local.set $n (i32.const ${leaks}))
    (block $leaked (loop $leak (br_if $leaked (i32.eqz (local.get $n)))
      (drop (call $stdin)) (local.set $n (i32.sub (local.get $n) (i32.const 1))) (br $leak)))
    ${hoards === 0 ? "" : hoard}
    ${when("s", `${begun} (loop $on (br_if $on (i32.eqz (call $is_cancelled (local.get $context)))))`)}
    ${when("f", `${begun} (loop $on (br $on))`)}
    ${when("t", "unreachable")}
    ${when(
      "u",
      `(call $send (global.get $get) (global.get $get_len)
        (i32.add (local.get $parameters) (i32.const 8)) (i32.sub (local.get $parameters_len) (i32.const 10))
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0) (i32.const 0x200))`,
    )}
    (i32.store8 (i32.const ${ANSWER}) (i32.const 34))
    (call $hex (i32.const ${ANSWER + 1}) (global.get $instance) (i32.const 16))
    (i32.store8 (i32.const ${ANSWER + 17}) (i32.const 45))
    (call $hex (i32.const ${ANSWER + 18}) (i64.extend_i32_u (global.get $calls)) (i32.const 8))
    (i32.store8 (i32.const ${ANSWER + 26}) (i32.const 34))
    (call $succeed (i32.const ${ANSWER}) (i32.const 27))`,
  };
}

/** Calls it once. */
export async function ask(
  component: ActionComponent,
  parameters: JsonObject = LEDGER.answer,
  context: ActionContext = fakeContext(),
): Promise<ActionOutcome> {
  return component.executeAction({ id: "a", call: "guest.go", parameters }, context);
}

/** By instance, in the order in which they come up: the numbers of its calls. */
export function booksOf(outcomes: readonly ActionOutcome[]): readonly (readonly number[])[] {
  const books = new Map<string, number[]>();
  for (const { status, output, error } of outcomes) {
    expect({ status, error }).toEqual({ status: "succeeded", error: undefined });
    const [instance = "", count = ""] = String(output).split("-");
    const numbers = books.get(instance) ?? [];
    books.set(instance, numbers);
    numbers.push(Number.parseInt(count, 16));
  }
  return [...books.values()].map((numbers) => numbers.sort((a, b) => a - b));
}

/** 1 to `last`. */
export const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_, index) => index + 1);
