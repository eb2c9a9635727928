// @boundaries-ignore The build is one for all packages.
import type { ComponentBuild } from "../../scripts/components/component.ts";

export const component: ComponentBuild = {
  wit: "actions-http",
  world: "http-action-component",
  engine: "starlingmonkey",
  entry: "src/guest.ts",
};
