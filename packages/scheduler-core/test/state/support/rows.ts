import type { FailureMode } from "../../../src/scenario/scenario.ts";

export interface Row {
  readonly name: string;
  readonly graph: string;
  readonly outcomes?: { readonly [id: string]: string };
  readonly onFailure?: FailureMode;
  readonly concurrency?: number;
  /** Action visits in the order started. */
  readonly visits: string;
  readonly skipped?: string;
  readonly cancelled?: string;
  /** `succeeded` unless said, or the error's code. */
  readonly result?: string;
  readonly statuses?: { readonly [id: string]: string };
  readonly visitsOf?: { readonly [id: string]: number };
  /** The output that reached a task: `<source><visit>`. */
  readonly reached?: { readonly [id: string]: string | undefined };
}

export const GRAPH: readonly Row[] = [
  { name: "one node", graph: "a", visits: "a", statuses: { a: "succeeded" } },
  { name: "starts in the order written", graph: "c\na\nb", visits: "c a b" },
  {
    name: "a start is the first-written node of a part that no edge enters",
    graph: "b -> c\nc -> b if no\na -> d\nd",
    visits: "b a c d",
  },
  { name: "join all waits for every edge", graph: "a -> c\nb -> c\nc", visits: "a b c" },
  {
    name: "join all runs if one of its edges was taken",
    graph: "a -> c on failed\nb -> c\nc",
    visits: "a b c",
    reached: { c: "b1" },
  },
  {
    name: "without a taken edge a node is skipped, and so is what follows",
    graph: "a -> b on failed\nb -> c\nc -> d\nd",
    visits: "a",
    skipped: "b c d",
  },
  {
    name: "a skipped node's edges count as not taken, even on always",
    graph: "a -> b on failed, c\nb -> c on always\nc",
    visits: "a c",
    skipped: "b",
  },
  {
    name: "the outcome that reaches a node is that of its taken edge decided last",
    graph: "a -> c\nb -> c\nc",
    visits: "a b c",
    reached: { c: "b1" },
  },
  {
    name: "an edge decided later that is not taken changes nothing",
    graph: "a -> c\nb -> c on failed\nc",
    visits: "a b c",
    reached: { c: "a1" },
  },
  { name: "several edges between two nodes", graph: "a -> b on failed, b\nb", visits: "a b" },
  { name: "else is taken when no other edge was", graph: "a -> b if no, c on else\nb\nc", visits: "a c", skipped: "b" },
  { name: "a diamond", graph: "a -> b, c\nb -> d\nc -> d\nd", visits: "a b c d", reached: { d: "c1" } },
];

export const DECISIONS: readonly Row[] = [
  {
    name: "passes on the outcome that reached it",
    graph: "a -> q\nq decision -> b, c on failed\nb\nc",
    visits: "a b",
    skipped: "c",
    statuses: { q: "succeeded" },
    reached: { b: "a1" },
  },
  {
    name: "passes on a failure",
    graph: "a -> q on failed\nq decision -> b, c on failed\nb\nc",
    outcomes: { a: "f" },
    visits: "a c",
    skipped: "b",
    statuses: { q: "failed" },
  },
  {
    name: "at the start it is a success without output",
    graph: "q decision -> a, b on failed\na\nb",
    visits: "a",
    skipped: "b",
    reached: { a: undefined },
  },
  {
    name: "one after another, at once",
    graph: "a -> p\np decision -> q\nq decision -> b\nb",
    visits: "a b",
    reached: { b: "a1" },
  },
  { name: "joins like any node", graph: "a -> q\nb -> q\nq decision -> c\nc", visits: "a b c", reached: { c: "b1" } },
  {
    name: "skipped when no edge was taken",
    graph: "a -> q on failed\nq decision -> b on always\nb",
    visits: "a",
    skipped: "q b",
  },
  {
    name: "a failure that it passes on and takes no edge for is unhandled",
    graph: "a -> q on always\nq decision -> b\nb",
    outcomes: { a: "f" },
    visits: "a",
    result: "unhandled-failure",
    cancelled: "b",
  },
  {
    name: "so is one that reaches a decision without edges",
    graph: "a -> q on always\nq decision",
    outcomes: { a: "f" },
    visits: "a",
    result: "unhandled-failure",
  },
  {
    name: "a success that takes no edge is fine",
    graph: "a -> q\nq decision -> b if no\nb",
    visits: "a",
    skipped: "b",
  },
];

export const ENDS: readonly Row[] = [
  {
    name: "consumes each arrival and never joins",
    graph: "a -> e\nb -> e\ne end",
    visits: "a b",
    visitsOf: { e: 2 },
    statuses: { e: "succeeded" },
  },
  { name: "skipped if none can come", graph: "a -> e on failed\ne end", visits: "a", skipped: "e" },
  {
    name: "one arrival is enough, whatever the other edges say",
    graph: "a -> e\nb -> e on failed\ne end",
    visits: "a b",
    visitsOf: { e: 1 },
  },
  { name: "an end without edges is never reached", graph: "a\ne terminate", visits: "a", skipped: "e" },
  {
    name: "terminate ends the run as a success and cancels the rest",
    graph: "a -> t\nb\nt terminate",
    visits: "a",
    cancelled: "b",
  },
  {
    name: "terminate cancels what is in flight and what has arrived below",
    graph: "a -> c, t, d\nb\nc\nd\nt terminate",
    concurrency: 2,
    visits: "a b",
    cancelled: "c d",
    statuses: { b: "succeeded" },
  },
  { name: "only a taken edge terminates", graph: "a -> t on failed, b\nb\nt terminate", visits: "a b", skipped: "t" },
  {
    name: "max_visits does not bound arrivals",
    graph: "a -> e\nb -> e\ne end max1",
    visits: "a b",
    visitsOf: { e: 2 },
  },
];

export const ORDER: readonly Row[] = [
  { name: "lower lanes first, in order within", graph: "a\nb p1\nc eager\nd p1", visits: "b d c a" },
  { name: "a node's priority before its action's", graph: "a eager p40\nb", visits: "b a" },
  { name: "lanes on both sides of the bitmap's words", graph: "a p63\nb p32\nc p31\nd p0", visits: "d c b a" },
  {
    name: "what one event makes ready stands in the order of the edges",
    graph: "a -> d, b, c\nb\nc\nd",
    visits: "a d b c",
  },
  {
    name: "a decision's edges stand in the place of the edge that reached it",
    graph: "a -> b, q, e\nq decision -> c, d\nb\nc\nd\ne",
    visits: "a b c d e",
  },
  {
    name: "a skipped node's edges too",
    graph: "s -> x, y\na -> b, k on failed, e\nk -> y, z\nx\ny -> f on always\nb\ne\nz on\nf",
    visits: "s a x b y e f",
    skipped: "k z",
  },
  {
    name: "nested decisions",
    graph: "p decision -> q, d\nq decision -> r, c\nr decision -> a, b\na\nb\nc\nd",
    visits: "a b c d",
  },
  { name: "all starts are queued before the first is dispatched", graph: "a -> c\nb\nc", visits: "a b c" },
  { name: "a start decision's targets stand among the starts", graph: "a\nq decision -> c\nb\nc", visits: "a c b" },
];
