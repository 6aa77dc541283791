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
    // Each module is loaded once a worker, which takes half the time. No test may depend on what another file left in a module; shuffled
    // files (--sequence.shuffle.files) show it.
    isolate: false,
  },
});
