import { jsonEqual, type JsonValue, type Manifest } from "@scheduler-components/core";
import { ConformanceError, type ConformanceOptions, type ConformanceTest, type MakeComponent } from "./options.ts";
import { whyNotFitting, whyNotSchema } from "./schema.ts";
import { Subject } from "./subject.ts";

const OPERATION = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** What can be said without carrying anything out. */
export function manifestTests(make: MakeComponent, options: ConformanceOptions): readonly ConformanceTest[] {
  const test = (name: string, check: (subject: Subject) => void | Promise<void>): ConformanceTest => ({
    group: "manifest",
    name,
    run: async () => check(await Subject.make(make, options)),
  });
  return [
    test("is JSON with a name, a version and calls", ({ manifest }) => checkShape(manifest)),
    test("says the same every time, before init and after", sameEveryTime),
    test("its schemas are schemas", ({ manifest }) => checkSchemas(manifest)),
    test("every call has an example, every example a call", checkCoverage),
    test("the examples' parameters fit their schemas", checkParameters),
    test("the configuration fits its schema", ({ manifest, options: { config = {} } }) => {
      const reason = manifest.config === undefined ? undefined : whyNotFitting(manifest.config, config);
      if (reason !== undefined) throw new ConformanceError(`config${reason}`);
    }),
  ];
}

function checkShape(manifest: Manifest): void {
  if (typeof manifest !== "object" || manifest === null || Array.isArray(manifest)) {
    throw new ConformanceError("The manifest is not an object.");
  }
  for (const key of ["name", "version"] as const) {
    if (typeof manifest[key] !== "string" || manifest[key] === "") {
      throw new ConformanceError(`manifest.${key}: expected a string, found ${JSON.stringify(manifest[key])}`);
    }
  }
  if (!isObject(manifest.calls)) throw new ConformanceError("manifest.calls: expected an object, by operation");
  for (const [operation, call] of Object.entries(manifest.calls)) {
    const at = `manifest.calls.${operation}`;
    if (!OPERATION.test(operation)) {
      throw new ConformanceError(
        `${at}: an operation is made of letters, digits, _ and -, and begins with a letter or _`,
      );
    }
    if (!isObject(call) || !isObject(call.parameters))
      throw new ConformanceError(`${at}.parameters: expected a JSON Schema`);
    if (call.idempotent !== undefined && typeof call.idempotent !== "boolean") {
      throw new ConformanceError(`${at}.idempotent: expected true or false, found ${JSON.stringify(call.idempotent)}`);
    }
  }
}

async function sameEveryTime(subject: Subject): Promise<void> {
  const first = structuredClone(subject.manifest);
  const compare = async (when: string): Promise<void> => {
    const again = await subject.component.describe();
    if (!jsonEqual(asJson(first), asJson(again))) throw new ConformanceError(`describe() says something else ${when}.`);
  };
  await compare("the second time");
  await subject.init();
  try {
    await compare("after init");
  } finally {
    await subject.release();
  }
  await compare("after release");
}

function checkSchemas(manifest: Manifest): void {
  const check = (at: string, schema: unknown): void => {
    const reason = schema === undefined ? undefined : whyNotSchema(schema);
    if (reason !== undefined) throw new ConformanceError(`${at}: ${reason}`);
  };
  check("manifest.config", manifest.config);
  for (const [operation, call] of Object.entries(manifest.calls)) {
    check(`manifest.calls.${operation}.parameters`, call.parameters);
    check(`manifest.calls.${operation}.output`, call.output);
  }
}

function checkCoverage({ manifest, options }: Subject): void {
  const offered = Object.keys(manifest.calls);
  for (const operation of offered) {
    const examples = Object.hasOwn(options.calls, operation) ? (options.calls[operation] ?? []) : [];
    if (examples.length === 0) throw new ConformanceError(`There is no example of the call "${operation}".`);
    if (new Set(examples.map(({ name }) => name)).size < examples.length) {
      throw new ConformanceError(`Two examples of the call "${operation}" have the same name.`);
    }
  }
  for (const operation of Object.keys(options.calls)) {
    if (offered.includes(operation)) continue;
    throw new ConformanceError(
      `There are examples of "${operation}", which the manifest does not offer: ${offered.join(", ")}.`,
    );
  }
}

function checkParameters(subject: Subject): void {
  for (const { operation, example } of subject.examples()) {
    const call = subject.manifest.calls[operation];
    const reason = call === undefined ? undefined : whyNotFitting(call.parameters, example.parameters);
    if (reason !== undefined) throw new ConformanceError(`${operation}, "${example.name}": parameters${reason}`);
  }
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A manifest seen as the JSON that it is. */
function asJson(manifest: Manifest): JsonValue {
  return JSON.parse(JSON.stringify(manifest)) as JsonValue;
}
