import { defineConfig } from "tsup";

// One entry per subpath export, named as the subpath, so that `exports` and `dist` read the same.
export default defineConfig({
  entry: {
    index: "src/index.ts",
    vietnam: "src/vietnam/index.ts",
    simulator: "src/simulator/index.ts",
    testing: "src/testing/index.ts",
    conformance: "src/conformance/index.ts",
  },
  format: "esm",
  target: "node22",
  dts: true,
  splitting: true,
  sourcemap: true,
  clean: true,
  tsconfig: "../../tsconfig.build.json",
});
