/** A recorded drive, from a candump log through a DBC file to the pixels' text. */
import { expect, test } from "playwright/test";
import { CockpitApp, readable } from "./cockpit-app.ts";

let app: CockpitApp;

test.beforeAll(async () => {
  app = await CockpitApp.drive(
    `--drive=${await readable("..", "data", "drive", "subaru-excerpt.log")}`,
    `--dbc=${await readable("..", "data", "drive", "subaru-drive.dbc")}`,
    "--drive-speed=4",
  );
});

test.afterAll(async () => {
  await app.end();
});

test("--drive at four times its pace: the cluster's speed is that of the log, all along", async () => {
  const cluster = await app.guest("cluster");
  const number = cluster.locator(".dial-left .number");
  const speed = async (): Promise<number | undefined> => {
    const wanted = await app.electron.evaluate(() => globalThis.cockpitRun.dom0.signals.read("Vehicle.Speed"));
    return wanted === undefined ? undefined : Math.abs(wanted);
  };
  const pairs: { shown: number; low: number; high: number }[] = [];
  let before = await speed();
  for (let i = 0; i < 40; i++) {
    // The text on the cluster is between what the log said at the look before, a quarter of a second ago, and what it says just after.
    const shown = await number.textContent();
    const after = await speed();
    if (before !== undefined && after !== undefined) {
      pairs.push({ shown: Number(shown), low: Math.min(before, after), high: Math.max(before, after) });
    }
    before = after;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const speeds = pairs.map(({ high }) => high);
  const worst = Math.max(...pairs.map(({ shown, low, high }) => Math.max(0, low - shown, shown - high)));
  console.log(
    `${pairs.length} looks, ${Math.min(...speeds).toFixed(0)} to ${Math.max(...speeds).toFixed(0)} km/h, worst difference ${worst.toFixed(1)} km/h`,
  );
  expect(pairs.length).toBeGreaterThan(30);
  expect(Math.max(...speeds) - Math.min(...speeds)).toBeGreaterThan(20);
  expect(worst).toBeLessThan(4);
  expect(app.complaints).toEqual([]);
});
