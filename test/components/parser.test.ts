import { parser } from "../../packages/scheduler-core/src/guest.ts";
import { describeParser, type Parser } from "./describe-parser.ts";
import { componentFile, loadComponent } from "./load.ts";

const instantiate = await loadComponent<{ readonly parser: Parser }>(componentFile("scheduler-core"));

describeParser("the native guest", () => parser);
describeParser("the compiled component", () => instantiate().parser);
