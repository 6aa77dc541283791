/**
 * The emulation on the machine that a real Xen just ran on: what a flip and a key cost there, for comparison. Prints a line of JSON, milliseconds.
 *
 * Backends and frontends are in this one process; on Xen the frontends' share is the DomU's.
 */
import { readFileSync } from "node:fs";
import { Dom0 } from "../../main/dom0.ts";
import { HeadlessGuests } from "../../main/guests/headless-guests.ts";
import { ringXenstore } from "../../main/guests/ring-xenstore.ts";
import { patternWorkload } from "../../main/guests/test-pattern.ts";
import { Log } from "../../main/log/log.ts";
import { realTimers } from "../../main/node/timers.ts";
import { seededDice } from "../../main/seeded-dice.ts";
import { loadCockpit } from "../../main/toolstack/load-cockpit.ts";
import { ok } from "../../protocol/result.ts";
import { value } from "../support/machine.ts";

const FLIPS = 100;
const KEYS = 1000;
const BURST = 20;
const A_KEY = 30;

const folder = process.argv[2] ?? "";
const cockpit = value(loadCockpit(folder, (path) => ok(readFileSync(path, "utf8"))));
const uniqueId = cockpit.displays[0]?.connector ?? "";
let frames = 0;
let keys = 0;
let onFrame: () => void = () => undefined;

const dom0: Dom0 = new Dom0(cockpit, {
  timers: realTimers,
  dice: seededDice(1),
  log: new Log(
    () => realTimers.now(),
    () => undefined,
  ),
  schedule: (fire) => void setImmediate(fire),
  host: ({ hypervisor }) =>
    new HeadlessGuests(
      (domid) => {
        const hypercalls = value(hypervisor.hypercalls(domid));
        return ok({ hypercalls, xenstore: value(ringXenstore(hypercalls)), workload: patternWorkload("xrgb8888") });
      },
      {
        onFault: (fault) => {
          throw fault;
        },
        onFrame: (_domid, { uniqueId: shown }) => {
          if (shown !== uniqueId) return;
          frames++;
          onFrame();
        },
        onInput: () => keys++,
        onSignal: () => undefined,
      },
    ),
  onMark: () => undefined,
  onLease: () => undefined,
  onCover: () => undefined,
});

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const framesTo = (count: number): Promise<void> =>
  new Promise((resolve) => {
    onFrame = () => {
      if (frames >= count) resolve();
    };
  });
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

value(await dom0.boot());
await framesTo(30);
const flips = { at: performance.now(), cpu: cpuMs(), from: frames };
await framesTo(flips.from + FLIPS);
const flipMs = (performance.now() - flips.at) / (frames - flips.from);
const flipCpuMs = (cpuMs() - flips.cpu) / (frames - flips.from);
// The display stands still meanwhile, so that the keys alone are measured.
await dom0.backends.stop(["vdispl"]);
const cpu = cpuMs();
for (let i = 0; i < KEYS; i++) {
  dom0.seat.key(uniqueId, A_KEY, i % 2 === 0);
  if (i % BURST === BURST - 1) for (let n = 0; n < 4; n++) await turn();
}
const keyCpuMs = (cpuMs() - cpu) / KEYS;
process.stdout.write(`${JSON.stringify({ flipMs, flipCpuMs, keyCpuMs, keys })}\n`);
process.exit(keys === KEYS ? 0 : 1);
