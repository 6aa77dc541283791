import { defineConfig } from "playwright/test";
import { PAGE_SPECS, shared } from "./playwright.shared.ts";

/** The built app, driven from outside. One worker: a cockpit has the machine to itself, and so do its timings. */
export default defineConfig({ ...shared("e2e"), testMatch: "**/*.spec.ts", testIgnore: PAGE_SPECS, workers: 1 });
