import type { Manifest } from "@scheduler-components/core";

/** What the built-in component `scenario` offers. */
export const SCENARIO_MANIFEST: Manifest = {
  name: "scenario",
  version: "0.1.0",
  description: "Runs other scenarios.",
  calls: {
    run: {
      description: "Runs the scenario of a file to its end, as a run of its own.",
      parameters: {
        type: "object",
        properties: {
          file: {
            description: "In the folder of the scenario that names it, or below; relative to that folder.",
            type: "string",
            minLength: 1,
            maxLength: 4096,
          },
          input: { description: "The inputs of the run.", type: "object" },
        },
        required: ["file"],
        additionalProperties: false,
      },
      output: {
        type: "object",
        properties: {
          run: { type: "string" },
          status: { enum: ["succeeded", "failed", "cancelled"] },
          exports: { type: "object" },
        },
        required: ["run", "status", "exports"],
      },
    },
  },
};
