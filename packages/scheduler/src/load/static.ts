/** What can be known of a component without running it. */
export { componentIdOf } from "./component-id.ts";
export { locateComponent } from "./locate.ts";
export { readManifest } from "./manifest.ts";
