import type { ASTNode } from "@marcbachmann/cel-js";
import type { CompileContext } from "./context.ts";

/** Every status that an expression can see. */
export const VISIBLE_STATUSES = ["succeeded", "failed", "timed-out", "cancelled", "skipped", "waiting"] as const;

/** Notes the texts that `outcome.status` or a node's status is compared with, for `checkReferences`. */
export function noteStatusLiterals(left: ASTNode, right: ASTNode, context: CompileContext): void {
  if (isStatus(left, context)) noteTexts(right, context);
  else if (isStatus(right, context)) noteTexts(left, context);
}

function isStatus(node: ASTNode, context: CompileContext): boolean {
  let base: ASTNode;
  if (node.op === "." && node.args[1] === "status") base = node.args[0];
  else if (node.op === "[]" && node.args[1].op === "value" && node.args[1].args === "status") base = node.args[0];
  else return false;
  if (base.op === "id") return base.args === "outcome" && !context.locals.has("outcome");
  if (base.op !== "." && base.op !== "[]") return false;
  const root = base.args[0];
  return root.op === "id" && root.args === "nodes" && !context.locals.has("nodes");
}

function noteTexts(node: ASTNode, context: CompileContext): void {
  for (const item of node.op === "list" ? node.args : [node]) {
    if (item.op === "value" && typeof item.args === "string")
      context.statusLiterals.push({ text: item.args, start: item.start, end: item.end });
  }
}
