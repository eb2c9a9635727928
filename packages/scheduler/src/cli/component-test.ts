import type { ConformanceTest } from "@scheduler-components/executor/testing";
import { conformanceTests } from "@scheduler-components/executor/testing";
import type { OperatorPolicy } from "../policy/policy.ts";
import { decideSecrets } from "../policy/secrets.ts";
import { visible } from "../report/paint.ts";
import { wholeNumber, type Arguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { examplesOf, EXAMPLE_OPTIONS, readConfig, readExamples } from "./component-examples.ts";
import { jsonResults, prettyResults, type TestResult } from "./component-results.ts";
import { componentUnderTest } from "./component-under-test.ts";
import { messageOf } from "./failure.ts";
import type { Io } from "./io.ts";
import { createLog } from "./log.ts";
import { POLICY_OPTIONS, readPolicy, readSecretsFile } from "./policy-flags.ts";
import { refusalError, refusalText } from "./refusal-text.ts";
import { resultColour, writeResult } from "./result.ts";

/** Naming a native component is the operator's word already. */
const { "allow-native": _native, ...GRANT_OPTIONS } = POLICY_OPTIONS;

export const componentTest: Command = {
  spec: {
    name: "component test",
    summary: "Checks that a component keeps to the contract, native or .wasm: the conformance suite of the executor.",
    operands: "FILE",
    least: 1,
    most: 1,
    options: {
      ...EXAMPLE_OPTIONS,
      format: {
        type: "string",
        short: "f",
        value: "FORMAT",
        choices: ["pretty", "json"],
        description: "how to print the results (default pretty)",
      },
      "within-ms": {
        type: "string",
        value: "N",
        description: "how long init, release and a call may take (default 10000)",
      },
      ...GRANT_OPTIONS,
    },
    notes:
      "FILE is a .wasm file, an ES module, a folder with a package.json, or npm:NAME. Native code runs with all rights of this process.\n" +
      "The n-th --with belongs to the n-th --call. A call without an example is not carried out, and what needs one is left out.\n" +
      "A file of examples holds, by call, a list of { name, parameters, expect, cancel, resources, exports }; expect is a status, or\n" +
      "{ status, output, code }; resources and exports are what the call sees of a run.\n" +
      "Exit code: 0 it conforms, 1 it does not, 2 usage or refused.",
    examples: [
      "scheduler component test ./greet.wasm",
      `scheduler component test ./greet.wasm --call hello --with '{"name": "Ada"}'`,
      "scheduler component test ./greet.js --examples examples.yaml --format json",
    ],
  },
  run: async (args, io) => {
    const log = createLog(args, io);
    const given = await readExamples(args, io);
    const config = await readConfig(args, io);
    const withinMs = wholeNumber(args, "within-ms", 1, 3_600_000);
    const policy = await readPolicy(args, io);
    const subject = await componentUnderTest(args.operands[0] as string, policy, io, {
      secrets: await namedSecrets(policy, args, io),
      said: (level, text) => log.line(level, visible(text)),
    });
    for (const refusal of subject.limited) log.line("warn", refusalText("not granted", refusal));
    const { calls, skip } = examplesOf(subject.manifest, given);
    const tests = conformanceTests(subject.make, {
      calls,
      skip,
      ...(config === undefined ? {} : { config }),
      ...(withinMs === undefined ? {} : { withinMs }),
    });
    const results: TestResult[] = [];
    // One after another: a component may be shared between them, and a failure is easier to follow.
    for (const test of tests) results.push(await result(test));
    const print = args.text("format") === "json" ? jsonResults : prettyResults;
    await writeResult(args, io, print(subject, results, resultColour(args, io)));
    return results.some(({ status }) => status === "failed") ? 1 : 0;
  },
};

/** There is no scenario to declare them: all that the operator names. */
async function namedSecrets(
  policy: OperatorPolicy,
  args: Arguments,
  io: Io,
): Promise<{ readonly [name: string]: string }> {
  const file = await readSecretsFile(args, io);
  const named = policy.secrets;
  const { secrets, missing } = decideSecrets([...new Set([...named, ...file.keys()])], { named, env: io.env, file });
  const [first] = missing;
  if (first) throw refusalError(first);
  return secrets;
}

async function result(test: ConformanceTest): Promise<TestResult> {
  const { group, name, skipped } = test;
  if (skipped !== undefined) return { group, name, status: "skipped", reason: skipped, durationMs: 0 };
  const from = performance.now();
  try {
    await test.run();
    return { group, name, status: "passed", durationMs: performance.now() - from };
  } catch (error) {
    return { group, name, status: "failed", reason: messageOf(error), durationMs: performance.now() - from };
  }
}
