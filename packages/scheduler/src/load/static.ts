/** What can be known of a component without running it. */
export { locateComponent } from "./locate.ts";
export { readManifest } from "./manifest.ts";
