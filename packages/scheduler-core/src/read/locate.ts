import type { Place } from "../diagnostics/diagnostic.ts";
import type { TextRange } from "./problem.ts";

/**
 * The range of the text that a place means. Where the place does not exist, the nearest one above it that does: the key that
 * leads there, so that a missing member is shown at what lacks it.
 */
export type Locator = (place: Place) => TextRange;
