import { copyFile } from "node:fs/promises";
import { defineConfig } from "tsup";

export default defineConfig({
  // Beside the program: what a thread of a simulation makes its model with.
  entry: {
    main: "src/main.ts",
    "thread-model": "src/simulate/thread-model.ts",
    "forecast-model": "src/forecast/office-model.ts",
    "bpmn-runs": "src/simulate/bpmn-runs.ts",
    "staffing-runs": "src/staff/staffing-runs.ts",
  },
  format: "esm",
  target: "node22",
  dts: true,
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false,
  tsconfig: "../../tsconfig.build.json",
  // The scenario of `motcua forecast` where none is named.
  onSuccess: async () => {
    await copyFile("../examples/scenarios/commune-office.yaml", "dist/commune-office.yaml");
  },
});
