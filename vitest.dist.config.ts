import { defineConfig } from "vitest/config";

/** Tests of what is published: packages resolve to what was built, never to sources. */
export default defineConfig({
  test: { include: ["tests/package/**/*.dist.ts"], testTimeout: 120_000 },
});
