/**
 * What is used of undici, in a file of its own that is imported when the first request is made. Named here, since a bundler that
 * turns `import("undici")` into a file gives the whole CommonJS module as its default export.
 */
export { Pool, ProxyAgent } from "undici";
