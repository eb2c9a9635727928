import { didYouMean } from "../json/closest.ts";
import { nodePath, type Rule, type RuleContext } from "./context.ts";
import { reachedFrom } from "./graph.ts";
import { loopNestedDeeperThan } from "./loop-nesting.ts";
import { suggestible } from "./names.ts";

export const knownActions: Rule = ({ scenario, actions, unsure, report, isFull }) => {
  if (unsure.actions) return;
  for (const [index, { action }] of scenario.nodes.entries()) {
    if (action === undefined || action === "" || actions.has(action)) continue;
    if (isFull()) return;
    const hint = didYouMean(action, suggestible(actions).keys());
    report({
      code: "unknown-reference",
      message: `no action is called "${action}"`,
      at: { path: [...nodePath(index), "action"] },
      ...(hint === undefined ? {} : { hint }),
    });
  }
};

export const knownTargets: Rule = ({ scenario, nodes, unsure, report, isFull }) => {
  if (unsure.nodes) return;
  for (const [index, { edges }] of scenario.nodes.entries()) {
    for (const [at, { to }] of edges.entries()) {
      if (to === "" || nodes.has(to)) continue;
      if (isFull()) return;
      const hint = didYouMean(to, suggestible(nodes).keys());
      report({
        code: "unknown-reference",
        message: `no node is called "${to}"`,
        at: { path: [...nodePath(index), "edges", at, "to"] },
        ...(hint === undefined ? {} : { hint }),
      });
    }
  }
};

/** Keys that a node of its type has no use for. */
export const onlyUsefulKeys: Rule = ({ scenario, report }) => {
  for (const [index, node] of scenario.nodes.entries()) {
    const refuse = (key: string, message: string, hint?: string): void => {
      report({
        code: "not-allowed-here",
        message,
        at: { path: [...nodePath(index), key], part: "key" },
        ...(hint === undefined ? {} : { hint }),
      });
    };
    if (node.type !== "action") {
      if (node.action !== undefined)
        refuse("action", `a node of type ${node.type} carries out no action`, "its type would have to be action");
      if (node.with !== undefined) refuse("with", `a node of type ${node.type} has no parameters`);
      if (node.forEach !== undefined)
        refuse("for_each", `a node of type ${node.type} carries nothing out, so not for each item either`);
    }
    if (node.type === "end") {
      if (node.edges.length > 0) refuse("edges", "an end has no edges", "for something that goes on, use a decision");
      if (node.join === "any") refuse("join", "an end never joins: it consumes each arrival anyway");
    } else if (node.terminate)
      refuse("terminate", `only an end can terminate the run, not a node of type ${node.type}`);
  }
};

function anyNodes({ scenario }: RuleContext): number[] {
  return [...scenario.nodes.keys()].filter(
    (index) => scenario.nodes[index]?.join === "any" && scenario.nodes[index].type !== "end",
  );
}

export const noJoinAnyInLoop: Rule = (context) => {
  for (const index of anyNodes(context)) {
    if (context.graph.inLoop[index] !== 1) continue;
    context.report({
      code: "join-any-in-loop",
      message: `"${context.scenario.nodes[index]?.id ?? ""}" is part of a loop, so it cannot have join: any`,
      at: { path: [...nodePath(index), "join"] },
      hint: "every round of a loop visits each of its nodes once",
    });
  }
};

/** The entry of the first loop that lies too deep says enough: what is inside it lies deeper still. */
export const noLoopsNestedTooDeep: Rule = ({ scenario, graph, maxLoopNesting, report }) => {
  if (!graph.inLoop.includes(1)) return;
  const entry = loopNestedDeeperThan(maxLoopNesting, graph.targets);
  if (entry < 0) return;
  report({
    code: "loops-too-deep",
    message: `the loop that "${scenario.nodes[entry]?.id ?? ""}" begins lies in too many others; the limit maxLoopNesting is ${maxLoopNesting} levels`,
    at: { path: [...nodePath(entry), "id"] },
  });
};

/** Below a `join: any` visits come several times, so nothing there can wait for all of something. */
export const noJoinBelowAny: Rule = (context) => {
  const { scenario, graph, report } = context;
  const from = anyNodes(context).filter((index) => graph.inLoop[index] !== 1);
  if (from.length === 0) return;
  const above = reachedFrom(from, graph.targets);
  for (const [index, node] of scenario.nodes.entries()) {
    const origin = above[index] ?? -1;
    if (origin === -1 || node.type === "end") continue;
    const source = scenario.nodes[origin]?.id ?? "";
    if (graph.inLoop[index] === 1) {
      report({
        code: "loop-below-any",
        message: `"${node.id}" is part of a loop, but stands below "${source}" with join: any`,
        at: { path: nodePath(index) },
      });
    } else if (node.join === "all" && (graph.incoming[index] ?? 0) > 1) {
      report({
        code: "join-all-below-any",
        message: `"${node.id}" waits for ${graph.incoming[index]} edges, but stands below "${source}" with join: any`,
        at: { path: nodePath(index) },
        hint: "give it join: any too, or lead only one edge into it",
      });
    }
  }
};
