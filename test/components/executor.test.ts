import * as guest from "../../packages/scheduler-executor/src/guest.ts";
import { describeExecutor } from "./describe-executor.ts";
import { componentFile, loadComponent } from "./load.ts";
import type { Executor } from "./std-through-guest.ts";

const instantiate = await loadComponent<Executor>(componentFile("scheduler-executor"));

describeExecutor("the native guest", () => guest);
describeExecutor("the compiled component", () => instantiate());
