/**
 * `npm run bench -- interference [ROUNDS]`: what is to be seen, on the screen itself, of the infotainment's faults in the cluster's picture; with
 * host enforcement and without, in turn.
 *
 * `npm run faults -- interference` has it from dom0, as each flip comes to its notice: there dom0's own lateness is in the figures. Here both
 * needles of the cluster are moved all the time, so that its picture is another one in each frame, and lines of the screen are read a thousand
 * times a second by a thread of its own.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../main/launch/places.mjs";
import { interferenceTable } from "../../main/node/faults/interference.ts";
import type { RunRecord } from "../../main/faults/record.ts";
import { vssSignals } from "../../protocol/vss.ts";
import { CockpitApp, filesFolder, readable } from "../e2e/cockpit-app.ts";
import { asSeen } from "./interference/as-seen.ts";
import { watchGlass, type Glass } from "./signal-to-pixel/glass.ts";
import { percentile } from "./xenstored/statistics.ts";

const ROUNDS = Number(process.argv[2] ?? 3);
/** The cluster's two dials and what is between them. */
const DIALS = { x: 120, y: 92, width: 1680, height: 560 } as const;
const SWEEP_MS = 1500;
const RUN_MS_MAX = 300_000;

const framebuffer = process.env["ARGONAUT_XVFB_FRAMEBUFFER"];
if (framebuffer === undefined)
  throw new Error("wanted ARGONAUT_XVFB_FRAMEBUFFER, the screen as a file: start this as npm run bench -- interference");
const silence = join(await filesFolder(), "silence.log");
writeFileSync(silence, "", { mode: 0o644 });

/** One run of all the faults: dom0's record of it, and the same with what the screen showed. */
async function round(...words: readonly string[]): Promise<{ record: RunRecord; glass: Glass; seen: RunRecord }> {
  const file = join(await filesFolder(), "interference.json");
  const cockpit = await CockpitApp.drive(
    "--seed=1",
    `--cockpit=${await readable(ROOT, "main", "toolstack", "cockpits", "at-once")}`,
    `--drive=${silence}`,
    `--dbc=${await readable(ROOT, "test", "data", "drive", "subaru-drive.dbc")}`,
    `--scenario=${await readable(ROOT, "main", "faults", "interference", "ivi.yaml")}`,
    `--record=${file}`,
    ...words,
  );
  const ended = new Promise<void>((resolve) => cockpit.electron.once("close", () => resolve()));
  const place = (path: string): number => vssSignals.findIndex((signal) => signal.path === path);
  const { window, zero } = await cockpit.electron.evaluate(
    (_electron, { speed, engine, sweepMs }) => {
      const run = globalThis.cockpitRun;
      const store = run.dom0.signals;
      /** To and fro, a quarter of the way apart: where one needle turns round the other is on its way. */
      const swept = (at: number, of: number): number => of * Math.abs(((at / sweepMs) % 2) - 1);
      setInterval(() => {
        const now = performance.now();
        store.set(engine, 500 + swept(now, 6500), now);
        store.set(speed, 10 + swept(now + sweepMs / 2, 200), now);
        store.flush();
      }, 16);
      const { x, y } = run.screens.find(({ config }) => config.name === "cluster")!.window.bounds();
      return { window: { x, y }, zero: Number(process.hrtime.bigint()) / 1e6 - performance.now() };
    },
    { speed: place("Vehicle.Speed"), engine: place("Vehicle.Powertrain.CombustionEngine.Speed"), sweepMs: SWEEP_MS },
  );
  const watched = watchGlass(framebuffer ?? "", { ...DIALS, x: window.x + DIALS.x, y: window.y + DIALS.y });
  // The thread that looks must not wait for those it looks at. As another user than root it does, and "looks" says so.
  spawnSync("chrt", ["--all-tasks", "--reset-on-fork", "--rr", "--pid", "9", String(process.pid)]);
  const late = setTimeout(() => cockpit.electron.process().kill("SIGKILL"), RUN_MS_MAX);
  await ended;
  clearTimeout(late);
  const glass = await watched();
  spawnSync("chrt", ["--all-tasks", "--other", "--pid", "0", String(process.pid)]);
  // TRUST: the program of this repository wrote it, a moment ago.
  const record = JSON.parse(readFileSync(file, "utf8")) as RunRecord;
  return { record, glass, seen: asSeen(record, glass.changes, zero) };
}

const [on, off]: [RunRecord[], RunRecord[]] = [[], []];
for (let i = 0; i < ROUNDS; i++) {
  for (const [runs, words] of [
    [on, []],
    [off, ["--no-enforcement"]],
  ] as const) {
    const { record, glass, seen } = await round(...words);
    runs.push(seen);
    console.log(
      `round ${i + 1}, ${words.join("") || "enforced"}: ${record.verdict}; ${glass.changes.length} pictures, looked at every ${percentile(glass.looks, 99).toFixed(2)} ms at p99`,
    );
  }
  console.log(`\nOn the screen itself. ${interferenceTable(on, off, "cluster")}\n`);
}
