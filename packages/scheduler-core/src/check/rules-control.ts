import type { Rule } from "./context.ts";

/** A limit of nothing would let nothing happen. */
export const limitsAboveZero: Rule = ({ scenario, report }) => {
  if (scenario.deadline !== 0) return;
  report({ code: "out-of-range", message: '"deadline" must be more than 0', at: { path: ["deadline"] } });
};
