import { expect, test } from "vitest";
import { footprintLine, whyFootprintDiffers } from "../scripts/packages/readme.ts";

const readme = (line: string): string => `# Package\n\n${line}\n\nMore.\n`;
const footprint = { tarballBytes: 45_200, transitive: 5 };

test("a README that states what was measured is right", () => {
  expect(whyFootprintDiffers(readme(footprintLine(footprint)), footprint)).toBeUndefined();
});

test.each<[string, string]>([
  ["no line at all", "Small."],
  ["a line without its mark", "Tarball: 46 kB. Transitive dependencies: 5."],
  ["a size that is too small", "<!-- size -->Tarball: 40 kB. Transitive dependencies: 5."],
  ["a size that is too large", "<!-- size -->Tarball: 55 kB. Transitive dependencies: 5."],
  ["another number of dependencies", "<!-- size -->Tarball: 46 kB. Transitive dependencies: 4."],
])("%s is wrong", (_name, line) => {
  expect(whyFootprintDiffers(readme(line), footprint)).toContain("Tarball: 46 kB. Transitive dependencies: 5.");
});

test("compressors may differ by a few per cent", () => {
  expect(whyFootprintDiffers(readme(footprintLine(footprint)), { ...footprint, tarballBytes: 44_100 })).toBeUndefined();
});
