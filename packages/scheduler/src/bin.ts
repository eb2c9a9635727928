#!/usr/bin/env node
import module from "node:module";

// Before anything else is loaded: only what comes after is kept compiled from one start to the next.
module.enableCompileCache?.();
const { runProcess } = await import("./cli/process.ts");
await runProcess();
