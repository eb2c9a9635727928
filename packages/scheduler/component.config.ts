// @boundaries-ignore The build is one for all packages.
import type { ComponentBuild } from "../../scripts/components/component.ts";

export const component: ComponentBuild = {
  wit: "main",
  world: "scheduler",
  engine: "starlingmonkey",
  entry: "src/guest.ts",
};
