// @boundaries-ignore The build is one for all packages.
import type { ComponentBuild } from "../../scripts/components/component.ts";

export const component: ComponentBuild = {
  wit: "core-libs",
  world: "core-libs",
  engine: "quickjs",
  entry: "src/guest.ts",
};
