// @boundaries-ignore The build is one for all packages.
import { packageBuild } from "../../tsup.base.ts";

export default packageBuild({
  entry: { index: "src/index.ts" },
  wit: ["core-libs", "executor"],
});
