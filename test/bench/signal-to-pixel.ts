/**
 * `npm run bench -- signal-to-pixel [UPDATES]`: from a signal that dom0's store is told to the pixels on the screen that say it.
 *
 * The speed goes to and fro between two numbers; its digits, drawn by the cluster's guest, are watched on the screen itself. Between updates
 * there are controls, at which the store is told what it knows already: after those nothing may change.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../main/launch/places.mjs";
import { vssSignals } from "../../protocol/vss.ts";
import { CockpitApp, filesFolder, readable } from "../e2e/cockpit-app.ts";
import { watchGlass } from "./signal-to-pixel/glass.ts";
import { pairsOf } from "./signal-to-pixel/pairs.ts";
import { median, percentile } from "./xenstored/statistics.ts";

const UPDATES = Number(process.argv[2] ?? 300);
const GOAL_P99_MS = 50;
const WARM_MS = 5000;
/** Between trials: the least, and what chance adds, so that trials fall anywhere in a frame. */
const PAUSE = { leastMs: 400, moreMs: 60 } as const;
const SEEN_WITHIN_MS = 380;
/** Every so manieth trial is a control. */
const CONTROL_EVERY = 5;
const TRIALS = Math.ceil((UPDATES * CONTROL_EVERY) / (CONTROL_EVERY - 1));
/** Where the cluster draws the digits of the speed; cockpit.yaml's freeze signature has the same. */
const DIGITS = { x: 280, y: 296, width: 240, height: 112 } as const;
const SPEEDS = [100, 180] as const;

const framebuffer = process.env["ARGONAUT_XVFB_FRAMEBUFFER"];
if (framebuffer === undefined)
  throw new Error("wanted ARGONAUT_XVFB_FRAMEBUFFER, the screen as a file: start this as npm run bench -- signal-to-pixel");
const silence = join(await filesFolder(), "silence.log");
writeFileSync(silence, "", { mode: 0o644 });
// A drive without a frame: nobody but us changes what is seen.
const cockpit = await CockpitApp.drive(
  "--seed=1",
  `--drive=${silence}`,
  `--dbc=${await readable(ROOT, "test", "data", "drive", "subaru-drive.dbc")}`,
);
try {
  const window = await cockpit.electron.evaluate(() => {
    const { x, y } = globalThis.cockpitRun.screens.find(({ config }) => config.name === "cluster")!.window.bounds();
    return { x, y };
  });
  const told = vssSignals.findIndex(({ path }) => path === "Vehicle.Speed");
  const gear = vssSignals.findIndex(({ path }) => path === "Vehicle.Powertrain.Transmission.SelectedGear");
  await cockpit.electron.evaluate(
    (_electron, { speed, place, kmh }) => {
      const store = globalThis.cockpitRun.dom0.signals;
      store.set(speed, kmh, performance.now());
      store.set(place, 4, performance.now());
      store.flush();
    },
    { speed: told, place: gear, kmh: SPEEDS[0] },
  );
  const warming = Date.now() + WARM_MS;
  while (Date.now() < warming) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await cockpit.electron.evaluate((_electron, speed) => globalThis.cockpitRun.dom0.signals.set(speed, 100, performance.now()), told);
  }
  const watched = watchGlass(framebuffer, { ...DIGITS, x: window.x + DIGITS.x, y: window.y + DIGITS.y });
  const trials = await cockpit.electron.evaluate(
    async (_electron, { speed, place, speeds, count, every, pause }) => {
      const store = globalThis.cockpitRun.dom0.signals;
      const trials: { at: string; updated: boolean }[] = [];
      let chance = 1;
      let kmh: number = speeds[0];
      for (let i = 1; i <= count; i++) {
        chance = (Math.imul(chance, 1664525) + 1013904223) >>> 0;
        await new Promise((resolve) => setTimeout(resolve, pause.leastMs + (pause.moreMs * chance) / 2 ** 32));
        const updated = i % every !== 0;
        if (updated) kmh = kmh === speeds[0] ? speeds[1] : speeds[0];
        trials.push({ at: String(process.hrtime.bigint()), updated });
        store.set(speed, kmh, performance.now());
        store.set(place, 4, performance.now());
        store.flush();
      }
      await new Promise((resolve) => setTimeout(resolve, pause.leastMs));
      return trials;
    },
    { speed: told, place: gear, speeds: SPEEDS, count: TRIALS, every: CONTROL_EVERY, pause: PAUSE },
  );
  const { changes, looks } = await watched();
  const { delays, unseen, controlsChanged } = pairsOf(
    trials.map(({ at, updated }) => ({ at: BigInt(at), updated })),
    changes,
    SEEN_WITHIN_MS,
  );
  const p99 = percentile(delays, 99);
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  say(
    `speed told to dom0's store until its digits change on the screen: n ${delays.length}, p50 ${median(delays).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, most ${Math.max(...delays).toFixed(1)} ms (goal p99 ≤ ${GOAL_P99_MS} ms) ${p99 <= GOAL_P99_MS ? "met" : "NOT met"}`,
  );
  say(
    `the screen was looked at every ${median(looks).toFixed(2)} ms (p99 ${percentile(looks, 99).toFixed(2)} ms): a delay is overstated by no more`,
  );
  say(
    `controls: ${TRIALS - delays.length - unseen} times nothing was changed, and ${controlsChanged} times the digits did; ${unseen} updates were not seen within ${SEEN_WITHIN_MS} ms`,
  );
  process.exitCode = unseen === 0 && controlsChanged === 0 ? 0 : 1;
} finally {
  await cockpit.electron.close();
}
