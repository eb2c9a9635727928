import { componentWit } from "@bytecodealliance/jco";

/** What a component looks like from outside: the names of its root imports and exports, as WIT has them. */
export interface Surface {
  readonly imports: readonly string[];
  readonly exports: readonly string[];
}

export async function surfaceOf(component: Uint8Array): Promise<Surface> {
  const text = await componentWit(component);
  const named = (what: "import" | "export"): string[] =>
    [...text.matchAll(new RegExp(`^ {2}${what} ([^;]+?)(?:: (?:async )?func\\(.*)?;$`, "gm"))].map(
      ([, name = ""]) => name,
    );
  return { imports: named("import"), exports: named("export") };
}

/** What is wrong with a component of which all imports begin as one of `imports` says, and which exports exactly `exports`. */
export function unlike(surface: Surface, expected: Surface): string[] {
  const { imports, exports } = surface;
  return [
    ...imports
      .filter((name) => !expected.imports.some((start) => name.startsWith(start)))
      .map(
        (name) =>
          `it imports ${name}; it may import ${expected.imports.map((start) => `${start}*`).join(", ") || "nothing"}`,
      ),
    ...exports
      .filter((name) => !expected.exports.includes(name))
      .map((name) => `it exports ${name}, which nobody asked for`),
    ...expected.exports.filter((name) => !exports.includes(name)).map((name) => `it does not export ${name}`),
  ];
}
