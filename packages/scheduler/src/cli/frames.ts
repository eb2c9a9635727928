/** Code frames, apart from what every run loads: most runs have nothing to show. */
export { formatDiagnostics } from "@scheduler-components/core";
