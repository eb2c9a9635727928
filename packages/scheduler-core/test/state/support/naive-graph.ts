/** The graph as plain objects and sets, every question answered by going through all of it. */
import type { Scenario, WorkflowEdge } from "../../../src/scenario/scenario.ts";
import type { ActionOutcome } from "../../../src/outcome/outcome.ts";

export interface Task {
  readonly id: string;
  readonly type: "action" | "decision" | "end";
  readonly any: boolean;
  readonly terminate: boolean;
  readonly maxVisits: number;
  priority: number | undefined;
  action: string | undefined;
  status: string;
  visits: number;
  outcome?: ActionOutcome | undefined;
  /** The source of the taken edge decided last. */
  from?: Task | undefined;
  arrived?: ActionOutcome | undefined;
  queue: (ActionOutcome | undefined)[];
  settled: boolean;
  /** Its edges of this round have been gone through. */
  done: boolean;
  multi: boolean;
  over: boolean;
  begun: boolean;
  blocked: boolean;
  unhandled: boolean;
  gone: boolean;
  start: boolean;
}

export interface Edge {
  readonly from: Task;
  readonly to: Task;
  readonly def: WorkflowEdge;
  live: boolean;
  taken: boolean;
  decision: boolean | undefined;
  /** Belongs to an earlier round of a loop around its target. */
  spent: boolean;
}

export interface Ring {
  readonly tasks: Set<Task>;
  readonly entry: Task;
  readonly parent: Ring | undefined;
  active: boolean;
  over: boolean;
  /** Over, and what leaves it has taken effect. */
  done: boolean;
  back: Task | undefined;
}

export function newTask(id: string, part: Partial<Task>): Task {
  const none = {
    any: false,
    terminate: false,
    maxVisits: 1000,
    priority: undefined,
    action: undefined,
    status: "waiting",
    visits: 0,
    queue: [],
  };
  const flags = {
    settled: false,
    done: false,
    multi: false,
    over: false,
    begun: false,
    blocked: false,
    unhandled: false,
    gone: false,
    start: false,
  };
  return { id, type: "action", ...none, ...flags, ...part };
}

export function newEdge(from: Task, to: Task, def: WorkflowEdge): Edge {
  return { from, to, def, live: true, taken: false, decision: undefined, spent: false };
}

function graphOf(scenario: Scenario): { tasks: Task[]; edges: Edge[]; rings: Ring[] } {
  const tasks = scenario.nodes.map(({ id, type, join, terminate, maxVisits, priority, action }) =>
    newTask(id, { type, any: join === "any", terminate, maxVisits, priority, action }),
  );
  const byId = (id: string): Task => tasks.find((task) => task.id === id)!;
  const edges = scenario.nodes.flatMap((node) => node.edges.map((def) => newEdge(byId(node.id), byId(def.to), def)));
  return { tasks, edges, rings: ringsOf(tasks, edges, edges, undefined) };
}

/** Loops by mutual reachability; an outer one before those inside it. */
function ringsOf(
  tasks: readonly Task[],
  edges: readonly Edge[],
  all: readonly Edge[],
  parent: Ring | undefined,
): Ring[] {
  const below = new Map(tasks.map((task) => [task, reachable(task, edges)]));
  const rings: Ring[] = [];
  const seen = new Set<Task>();
  for (const task of tasks) {
    if (seen.has(task) || !below.get(task)!.has(task)) continue;
    const members = tasks.filter((other) => below.get(task)!.has(other) && below.get(other)!.has(task));
    for (const member of members) seen.add(member);
    const inside = new Set(members);
    const entry =
      members.find((member) => all.some((edge) => edge.to === member && !inside.has(edge.from))) ?? members[0]!;
    const ring = { tasks: inside, entry, parent, active: false, over: false, done: false, back: undefined };
    const inner = edges.filter((edge) => inside.has(edge.from) && inside.has(edge.to) && edge.to !== entry);
    rings.push(ring, ...ringsOf(members, inner, all, ring));
  }
  return rings;
}

/** What can be reached over at least one edge. */
export function reachable(
  start: Task,
  edges: readonly Edge[],
  through: (task: Task) => boolean = () => true,
): Set<Task> {
  const found = new Set<Task>();
  const go = (task: Task): void => {
    for (const edge of edges) {
      if (!edge.live || edge.from !== task || found.has(edge.to)) continue;
      found.add(edge.to);
      if (through(edge.to)) go(edge.to);
    }
  };
  go(start);
  return found;
}

/** What stands in which loop, and what an edge enters, leaves or goes back to. */
export class PlainGraph {
  readonly tasks: Task[];
  readonly edges: Edge[];
  readonly rings: Ring[];

  constructor(scenario: Scenario) {
    const { tasks, edges, rings } = graphOf(scenario);
    this.tasks = tasks;
    this.edges = edges;
    this.rings = rings;
  }

  out(task: Task): Edge[] {
    return this.edges.filter((edge) => edge.from === task && edge.live);
  }

  /** The loops around a task, the outermost first. */
  ringsAround(task: Task): Ring[] {
    return this.rings.filter((ring) => ring.tasks.has(task)).sort((a, b) => b.tasks.size - a.tasks.size);
  }

  ringOf(task: Task): Ring | undefined {
    return this.ringsAround(task).at(-1);
  }

  left(edge: Edge): Ring | undefined {
    return this.ringsAround(edge.from).find((ring) => !ring.tasks.has(edge.to));
  }

  entered(edge: Edge): Ring | undefined {
    return this.ringsAround(edge.to).find((ring) => !ring.tasks.has(edge.from));
  }

  isBack(edge: Edge): Ring | undefined {
    return this.rings.find((ring) => ring.entry === edge.to && ring.tasks.has(edge.from));
  }

  isOpen(task: Task): boolean {
    return this.edges.some(
      (e) => e.to === task && e.live && !e.spent && e.decision === undefined && this.isBack(e) === undefined,
    );
  }
}
