import manifest from "../../package.json" with { type: "json" };

/** Of the package that this command line ships in. */
export const version: string = manifest.version;
