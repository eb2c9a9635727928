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

export const LOOPS: readonly Row[] = [
  { name: "an edge to itself", graph: "a -> a if v<3, b on else\nb", visits: "a a a b", reached: { b: "a3" } },
  {
    name: "what leaves takes effect when the loop ends, once",
    graph: "a -> b\nb -> a if v<3, c on always\nc",
    visits: "a b a b a b c",
    visitsOf: { c: 1 },
    reached: { c: "b3" },
  },
  {
    name: "with what the last visit of its source gave",
    graph: "a -> b\nb -> a if v<2, x if v<2, y on else\nx\ny",
    visits: "a b a b y",
    skipped: "x",
  },
  {
    name: "also where the last round skipped the source",
    graph: "a -> b if v<2, c\nb -> x, c on always\nc -> a if v<2\nx",
    visits: "a b c a c x",
    skipped: "b",
    reached: { x: "b1" },
  },
  {
    name: "starts when all edges from outside are decided and one was taken",
    graph: "s -> a\nt -> a on failed\na -> b\nb -> a if no, e\ne",
    visits: "s t a b e",
  },
  {
    name: "skipped as a whole if none was taken",
    graph: "s -> a on failed\na -> b\nb -> a, e on always\ne",
    visits: "s",
    skipped: "a b e",
  },
  {
    name: "waits for an edge to a node behind the entry",
    graph: "s -> a\nt -> b\na -> b\nb -> a if v<2",
    visits: "s t a b a b",
  },
  {
    name: "entered behind the entry alone: the entry is skipped in the first round",
    graph: "s -> a on failed\nt -> b\na -> b\nb -> a if v<2",
    visits: "s t b a b",
    visitsOf: { a: 1, b: 2 },
  },
  {
    name: "edges from outside count in the first round only",
    graph: "s -> a, b\na -> c, b on failed\nb -> c\nc -> a if v<2",
    visits: "s a b c a c",
    skipped: "b",
  },
  {
    name: "the entry is the first-written node with an edge from outside",
    graph: "s -> b\na -> b if no\nb -> c\nc -> a, b if no",
    visits: "s b c a",
  },
  {
    name: "a back edge waits until the other nodes are idle",
    graph: "a -> b, c\nb -> a if v<2\nc -> d\nd -> a if no",
    visits: "a b c d a b c d",
  },
  {
    name: "several back edges make one round",
    graph: "a -> b, c\nb -> a if v<2\nc -> a if v<2",
    visits: "a b c a b c",
  },
  {
    name: "an inner loop",
    graph: "a -> b\nb -> b if v<2, c on else\nc -> a if v<2",
    visits: "a b b c a b c",
    visitsOf: { b: 3 },
  },
  {
    name: "an inner loop is begun anew in each round",
    graph: "a -> i\ni -> j\nj -> i if v<2, k\nk -> a if v<2",
    visits: "a i j i j k a i j k",
  },
  {
    name: "an edge that leaves two loops waits for the outer one",
    graph: "a -> b\nb -> b if v<2, x, c on always\nc -> a if v<2\nx",
    visits: "a b b c a b c x",
    reached: { x: "b3" },
  },
  {
    name: "an inner loop that the last round skips keeps what left it both",
    graph: "a -> b if v<2, c\nb -> b if v<2, x, c on always\nc -> a if v<2\nx",
    visits: "a b b c a c x",
    skipped: "b",
    reached: { x: "b2" },
  },
  {
    name: "an inner loop's back edge to the outer entry waits for it to end",
    graph: "a -> b\nb -> c\nc -> b if v<2, a if v<3",
    visits: "a b c b c a b c",
  },
  {
    name: "loops after one another",
    graph: "a -> a if v<2, b on else\nb -> b if v<2, c on else\nc",
    visits: "a a b b c",
  },
  {
    name: "decisions in a loop",
    graph: "a -> q\nq decision -> a if v<2, e on else\ne end",
    visits: "a a",
    visitsOf: { q: 2, e: 1 },
  },
  {
    name: "leaving edges handle a failure",
    graph: "a -> b\nb -> a if no, c on failed\nc",
    outcomes: { b: "f" },
    visits: "a b c",
  },
  {
    name: "an unhandled failure in a loop stops the run",
    graph: "a -> b\nb -> a if no, c\nc",
    outcomes: { b: "f" },
    visits: "a b",
    result: "unhandled-failure",
    cancelled: "c",
  },
  {
    name: "max_visits ends the run and says so",
    graph: "a max3 -> a",
    visits: "a a a",
    result: "max-visits",
    cancelled: "a",
  },
  {
    name: "max_visits of an inner node",
    graph: "a -> b\nb max2 -> a",
    visits: "a b a b a",
    result: "max-visits",
    statuses: { a: "succeeded" },
    cancelled: "b",
  },
  { name: "max_visits reached exactly is fine", graph: "a max3 -> a if v<3", visits: "a a a" },
  {
    name: "max_visits of a decision",
    graph: "q decision max4 -> q",
    visits: "",
    result: "max-visits",
    cancelled: "q",
    visitsOf: { q: 4 },
  },
  {
    name: "leaving edges stand in the order nodes and edges are written",
    graph: "a -> b, z\nb -> a if v<2, y, x\nx\ny\nz",
    visits: "a b a b z y x",
  },
  {
    name: "a loop of three with two exits",
    graph: "a -> b, out on failed\nb -> c, out on failed\nc -> a if v<2, done on else\nout\ndone",
    visits: "a b c a b c done",
    skipped: "out",
  },
];

export const ANY: readonly Row[] = [
  {
    name: "a visit for every edge that arrives",
    graph: "a -> n\nb -> n\nn any",
    visits: "a b n n",
    visitsOf: { n: 2 },
  },
  {
    name: "queued, one visit at a time, each with what reached it",
    graph: "a -> n\nb -> n\nn any",
    concurrency: 4,
    visits: "a b n n",
    reached: { n: "b1" },
  },
  {
    name: "a node below it with one edge is visited as often",
    graph: "a -> n\nb -> n\nn any -> m\nm -> l\nl",
    visits: "a b n n m m l l",
  },
  {
    name: "skipped when all its edges are decided and none was taken",
    graph: "a -> n on failed\nn any -> m on always\nm",
    visits: "a",
    skipped: "n m",
  },
  {
    name: "an end below consumes each",
    graph: "a -> n\nb -> n\nn any -> e\ne end",
    visits: "a b n n",
    visitsOf: { e: 2 },
  },
  {
    name: "decisions below too",
    graph: "a -> n\nb -> n\nn any -> q\nq decision -> m\nm",
    visits: "a b n n m m",
    visitsOf: { q: 2 },
  },
  { name: "an any below an any", graph: "a -> n, o\nn any -> o\no any", visits: "a n o o", visitsOf: { o: 2 } },
  {
    name: "what is below is skipped only when no visit can come any more",
    graph: "a -> n\nb -> n\nn any -> m if v<2, k on else\nm\nk",
    visits: "a b n n m k",
  },
  {
    name: "never taken below: skipped",
    graph: "a -> n\nb -> n\nn any -> m on failed\nm -> l\nl",
    visits: "a b n n",
    skipped: "m l",
  },
  { name: "an any start has one visit", graph: "n any -> m\nm", visits: "n m" },
  { name: "a decision with join any", graph: "a -> q\nb -> q\nq decision any -> m\nm", visits: "a b m m" },
  {
    name: "max_visits bounds visits of an any",
    graph: "a -> n\nb -> n\nn any max1",
    visits: "a b n",
    result: "max-visits",
  },
  {
    name: "a failure in one visit is unhandled",
    graph: "a -> n\nb -> n\nn any -> m\nm",
    outcomes: { n: "f" },
    visits: "a b n",
    result: "unhandled-failure",
    cancelled: "n m",
  },
];

export const FAILURES: readonly Row[] = [
  {
    name: "a taken edge handles it",
    graph: "a -> b on failed\nb",
    outcomes: { a: "f" },
    visits: "a b",
    statuses: { a: "failed" },
  },
  {
    name: "timed out counts as failed",
    graph: "a -> b on failed, c\nb\nc",
    outcomes: { a: "t" },
    visits: "a b",
    skipped: "c",
    statuses: { a: "timed-out" },
  },
  {
    name: "cancelled counts as failed",
    graph: "a -> b on failed, c\nb\nc",
    outcomes: { a: "c" },
    visits: "a b",
    skipped: "c",
    cancelled: "a",
  },
  { name: "else handles it", graph: "a -> b, c on else\nb\nc", outcomes: { a: "f" }, visits: "a c", skipped: "b" },
  {
    name: "none taken: nothing new starts",
    graph: "a -> c\nb\nc",
    outcomes: { a: "f" },
    visits: "a",
    result: "unhandled-failure",
    cancelled: "b c",
  },
  {
    name: "what is in flight is recorded truthfully and decides nothing",
    graph: "a\nb -> c\nc",
    outcomes: { a: "f" },
    concurrency: 2,
    visits: "a b",
    result: "unhandled-failure",
    cancelled: "c",
    statuses: { b: "succeeded" },
  },
  {
    name: "continue: the rest finishes, what edges lead to does not start",
    graph: "a -> both\nb -> both, alone\nboth -> below\nbelow\nalone",
    outcomes: { a: "f" },
    onFailure: "continue",
    visits: "a b alone",
    result: "unhandled-failure",
    skipped: "both below",
  },
  {
    name: "continue: ready tasks below leave their lanes",
    graph: "a -> n\nb -> n, c\nn any\nc",
    outcomes: { b: "f" },
    concurrency: 1,
    onFailure: "continue",
    visits: "a b",
    result: "unhandled-failure",
    skipped: "n c",
  },
  {
    name: "continue: a later terminate still ends it as failed",
    graph: "a\nb -> t\nc\nt terminate",
    outcomes: { a: "f" },
    onFailure: "continue",
    visits: "a b",
    result: "unhandled-failure",
    cancelled: "c",
  },
  {
    name: "continue: a barred terminate does not end it",
    graph: "a -> t\nb -> t\nc\nt terminate",
    outcomes: { a: "f" },
    onFailure: "continue",
    visits: "a b c",
    result: "unhandled-failure",
    skipped: "t",
  },
  {
    name: "continue: in a loop nothing of it starts any more",
    graph: "s -> a, z\na -> b, c\nb -> a if no\nc -> a, x on always\nx\nz",
    outcomes: { b: "f" },
    onFailure: "continue",
    visits: "s a z b",
    result: "unhandled-failure",
    skipped: "c x",
    statuses: { a: "succeeded" },
  },
  {
    name: "continue: a failing decision bars what is below",
    graph: "a -> q on always, b on always\nq decision -> c\nb\nc",
    outcomes: { a: "f" },
    onFailure: "continue",
    visits: "a b",
    result: "unhandled-failure",
    skipped: "c",
  },
  {
    name: "continue: the first failure is the run's",
    graph: "a\nb",
    outcomes: { a: "f", b: "t" },
    onFailure: "continue",
    visits: "a b",
    result: "unhandled-failure",
  },
  {
    name: "continue: other arrivals still visit the failing node",
    graph: "a -> n\nb -> n\nn any -> m\nm",
    outcomes: { n: "fs" },
    onFailure: "continue",
    visits: "a b n n",
    result: "unhandled-failure",
    skipped: "m",
  },
];
