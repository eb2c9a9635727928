import { componentEmbed, componentNew, componentWit, metadataShow, transpile } from "@bytecodealliance/jco";
import { whyUnfit } from "./fits-world.ts";

/** What is wrong with a component that should implement a world of `wit` exactly: every finding, none where all is well. */
export async function checkComponent(component: Uint8Array, wit: string, world: string): Promise<string[]> {
  const embedded = await componentEmbed({ dummy: true, witPath: wit, world });
  // A component of the world in which every function is a trap: what the tools print of it is what they must print of ours.
  const model = await componentNew(embedded);
  const unfit = await whyUnfit(component, { wit, world, embedded });
  if (unfit !== undefined) return [`does not fit the world ${world}: ${unfit}`];
  return [
    ...(await invalidModules(component)),
    ...(await leakedExports(component, model)),
    ...(await differingDeclarations(component, model)),
  ];
}

/** The validator of components looks at types; the code of the modules within is for the engine that runs it to judge. */
async function invalidModules(component: Uint8Array): Promise<string[]> {
  const parts = await metadataShow(component);
  const modules = parts.filter(({ metaType }) => metaType.tag === "module");
  return modules
    .filter(({ range: [start, end] }) => !WebAssembly.validate(Uint8Array.from(component.subarray(start, end))))
    .map(({ name, range: [start] }) => `the core module ${name ?? ""} at byte ${start} does not validate`);
}

async function leakedExports(component: Uint8Array, model: Uint8Array): Promise<string[]> {
  const allowed = new Set(await exportsOf(model));
  const leaked = (await exportsOf(component)).filter((name) => !allowed.has(name));
  return leaked.map((name) => `exports ${name}, which its world does not have`);
}

/** The root exports as WIT has them. */
export async function exportsOf(component: Uint8Array): Promise<string[]> {
  const text = await componentWit(component);
  return [...text.matchAll(/^ {2}export ([^;]+);/gm)].map(([, name = ""]) => name);
}

/** That every function of every interface is there and no other; of what type they are, the validator has said. */
async function differingDeclarations(component: Uint8Array, model: Uint8Array): Promise<string[]> {
  const [found, expected] = [await declarationsOf(component), await declarationsOf(model)];
  const files = [...new Set([...found.keys(), ...expected.keys()])].filter((file) =>
    file.includes("interfaces/scheduler-"),
  );
  if (files.length === 0) return ["has no interface of its own to compare"];
  return (
    files
      .filter((file) => found.get(file) !== expected.get(file))
      // An import of the world that is not used is not imported.
      .filter((file) => found.has(file))
      .map((file) => `${file} is not what wit/ says:\n${found.get(file) ?? ""}`)
  );
}

async function declarationsOf(component: Uint8Array): Promise<Map<string, string>> {
  const { files } = await transpile(component, { name: "component", instantiation: "sync", quiet: true });
  const declarations = Object.entries(files).filter(([name]) => name.endsWith(".d.ts"));
  return new Map(declarations.map(([name, bytes]) => [name, withoutComments(Buffer.from(bytes).toString())]));
}

const withoutComments = (text: string): string => text.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "").replace(/\n\s*\n/g, "\n");
