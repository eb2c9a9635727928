// Generated from wit/ by `pnpm codegen`. Do not edit.
/** @module Interface wasi:cli/run@0.2.12 **/
export function run(): void;
