import { defineConfig } from "vitest/config";

export default defineConfig({
  // Tests run on the sources; `tests/package` imports what was built.
  resolve: { conditions: ["motcua-source"] },
  ssr: { resolve: { conditions: ["motcua-source", "node"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "tests/**/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
