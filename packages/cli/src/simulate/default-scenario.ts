import { fileURLToPath } from "node:url";

/** An ordinary commune: that of the examples, which the build puts beside the program. */
export const defaultScenarioFile = (): string =>
  fileURLToPath(
    new URL(
      import.meta.url.endsWith(".ts") ? "../../../examples/scenarios/commune-office.yaml" : "./commune-office.yaml",
      import.meta.url,
    ),
  );
