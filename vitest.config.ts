import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Specs are evaluated by lib/evaluate.js in a child process, so lib/ has to be there and current.
    globalSetup: ["test/global-setup.ts"],
    testTimeout: 30_000,
  },
});
