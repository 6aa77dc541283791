import { defineConfig } from "vitest/config";

/** The layers that need no Electron. `npm test` runs them one at a time with --dir; without it all of them run. */
export default defineConfig({
  test: {
    dir: "test",
    include: ["**/*.test.{ts,tsx,mjs}"],
    // No test may depend on time; these are for a machine that is busy with something else.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    // No module keeps anything that one file could leave to the next, so each is loaded once a worker: half the time of the unit tests.
    isolate: false,
  },
});
