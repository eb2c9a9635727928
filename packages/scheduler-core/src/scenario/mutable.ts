/** Lets a read-only type be put together step by step. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
