import { RunLeftError } from "../engine/errors.ts";

/** The run that an attempt began was left, and the attempt with it: it stays undecided. No component can make one. */
export class ChildLeftError extends RunLeftError {}
