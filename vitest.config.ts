import { defineConfig } from "vitest/config";

export default defineConfig({
  // Tests run on the sources; `tests/package` imports what was built.
  resolve: { conditions: ["motcua-source"] },
  ssr: { resolve: { conditions: ["motcua-source", "node"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "tests/**/*.test.ts"],
    // About five times what the longest test and the longest preparation take on two quiet cores.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
