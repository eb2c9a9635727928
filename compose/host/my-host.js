// The whole host: what it imports is given by whoever composes it, here by core.
import { parseScenario } from "scheduler:core-libs/parser@0.1.0";

export function parseYaml(yaml) {
  const { name, nodes, actions, components } = read(yaml);
  const calls = [...new Set(actions.map(({ call }) => call))];
  const needs = components.length === 0 ? "" : `; needs ${components.map(({ id }) => id).join(", ")}`;
  return `${name}: ${nodes.length} ${nodes.length === 1 ? "node" : "nodes"}, calls ${calls.join(", ") || "nothing"}${needs}`;
}

/** What is thrown here as a string is the error of the WIT's result. */
function read(yaml) {
  try {
    return parseScenario(yaml);
  } catch (error) {
    throw typeof error === "string" ? error : String(error?.payload ?? error?.message ?? error);
  }
}
