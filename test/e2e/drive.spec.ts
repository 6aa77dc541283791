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
  const pairs: { shown: number; wanted: number }[] = [];
  for (let i = 0; i < 40; i++) {
    // The log's value now, the text on the cluster a moment later: at this pace the car may gain 2 km/h between the two.
    const wanted = await app.electron.evaluate(() => globalThis.cockpitRun.dom0.signals.read("Vehicle.Speed"));
    const shown = await number.textContent();
    if (wanted !== undefined) pairs.push({ shown: Number(shown), wanted: Math.abs(wanted) });
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const speeds = pairs.map(({ wanted }) => wanted);
  const worst = Math.max(...pairs.map(({ shown, wanted }) => Math.abs(shown - wanted)));
  console.log(
    `${pairs.length} looks, ${Math.min(...speeds).toFixed(0)} to ${Math.max(...speeds).toFixed(0)} km/h, worst difference ${worst.toFixed(1)} km/h`,
  );
  expect(pairs.length).toBeGreaterThan(30);
  expect(Math.max(...speeds) - Math.min(...speeds)).toBeGreaterThan(20);
  expect(worst).toBeLessThan(4);
  expect(app.complaints).toEqual([]);
});
