import { fileURLToPath } from "node:url";
import type { PlaywrightTestConfig } from "playwright/test";

const results = fileURLToPath(new URL("../test-results", import.meta.url));

/** A guest's page by itself, in a bare window. */
export const PAGE_SPECS = /-(page|languages)\.spec\.ts$/;

/** What all layers that Playwright drives have in common. */
export const shared = (layer: string): PlaywrightTestConfig => ({
  testDir: "./e2e",
  outputDir: `${results}/${layer}`,
  snapshotPathTemplate: "{testDir}/__screenshots__/{testFileName}/{arg}{ext}",
  fullyParallel: false,
  retries: 0,
  timeout: 90_000,
  globalTimeout: 12 * 60_000,
  forbidOnly: process.env["CI"] !== undefined,
  reporter: [["list"], ["json", { outputFile: `${results}/${layer}.json` }]],
});
