import { defineConfig } from "playwright/test";
import { PAGE_SPECS, shared } from "./playwright.shared.ts";

/** Guests' built pages, each in a window of its own without a cockpit around it. Nothing of them is timed, so two files run at once. */
export default defineConfig({ ...shared("pages"), testMatch: PAGE_SPECS, workers: 2 });
