import { fileURLToPath } from "node:url";
import { defineConfig } from "playwright/test";

const results = fileURLToPath(new URL("../test-results", import.meta.url));

/** The built app, driven from outside. One worker: a cockpit has the machine to itself, and so do its timings. */
export default defineConfig({
  testDir: "./e2e",
  testMatch: "**/*.spec.ts",
  outputDir: `${results}/e2e`,
  snapshotPathTemplate: "{testDir}/__screenshots__/{testFileName}/{arg}{ext}",
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 90_000,
  globalTimeout: 10 * 60_000,
  forbidOnly: process.env["CI"] !== undefined,
  reporter: [["list"], ["json", { outputFile: `${results}/e2e.json` }]],
});
