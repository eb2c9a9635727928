import { endOfString } from "../json/scan.ts";
import type { DocumentLimits } from "./limits.ts";
import type { ReportText } from "./problem.ts";

interface Frame {
  /** The keys seen; undefined in a list. */
  readonly keys: Set<string> | undefined;
  index: number;
  key: string;
  atKey: boolean;
}

type Path = readonly (string | number)[];

const pathTo = (stack: readonly Frame[]): Path =>
  stack.map((frame) => (frame.keys === undefined ? frame.index : frame.key));

interface Visit {
  /** A list or an object begins, as the value at `path`. False ends the walk. */
  readonly container?: (start: number, depth: number, path: () => Path) => boolean;
  /** A key that the object has already. */
  readonly repeated?: (key: string, start: number, end: number, path: () => Path) => void;
}

/** Goes through text that is JSON without recursion, however deep it is. */
function walkText(text: string, visit: Visit): void {
  const stack: Frame[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const top = stack.at(-1);
    if (unit === 34) {
      const end = endOfString(text, at);
      if (top?.keys !== undefined && top.atKey) {
        top.key = JSON.parse(text.slice(at, end)) as string;
        top.atKey = false;
        if (top.keys.has(top.key)) visit.repeated?.(top.key, at, end, () => pathTo(stack));
        else top.keys.add(top.key);
      }
      at = end - 1;
    } else if (unit === 123 || unit === 91) {
      if (visit.container?.(at, stack.length, () => pathTo(stack)) === false) return;
      stack.push({ keys: unit === 123 ? new Set() : undefined, index: 0, key: "", atKey: unit === 123 });
    } else if (unit === 125 || unit === 93) stack.pop();
    else if (unit === 44 && top !== undefined) {
      top.index += 1;
      top.atKey = top.keys !== undefined;
    }
  }
}

/** One pass over text that is known to repeat a key. */
export function reportDuplicates(text: string, report: ReportText): void {
  walkText(text, {
    repeated: (key, start, end, path) =>
      report({
        code: "duplicate-key",
        message: `the key "${key}" is already in this mapping`,
        start,
        end,
        path: path(),
      }),
  });
}

export const tooDeep = ({ maxDepth }: DocumentLimits): string =>
  `nested too deep; the limit maxDepth is ${maxDepth} levels`;

/** Points at the first value beyond the limit, in text that is known to have one. */
export function reportTooDeep(text: string, limits: DocumentLimits, report: ReportText): void {
  walkText(text, {
    container: (start, depth, path) => {
      if (depth < limits.maxDepth) return true;
      report({ code: "nesting-too-deep", message: tooDeep(limits), start, end: start + 1, path: path() });
      return false;
    },
  });
}
