import { fileURLToPath } from "node:url";

/** An ordinary commune, shipped with the command line; the same as in the examples. */
export const defaultScenarioFile = (): string =>
  fileURLToPath(
    new URL(
      import.meta.url.endsWith(".ts") ? "../../scenarios/commune-office.yaml" : "../scenarios/commune-office.yaml",
      import.meta.url,
    ),
  );
