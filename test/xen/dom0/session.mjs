/**
 * What `npm run test:xen` does in dom0: our backends serve a real Linux DomU, which is created, crashed, destroyed, rebooted and turned hostile.
 * Writes each check as a line of JSON to the share. Plain Node, for it runs on what the emulated machine has.
 */
import { appendFileSync } from "node:fs";
import { cockpit } from "./cockpit.mjs";
import { input, KEYS, measured, POINTER, sameFrame, SYN, timeInput, touch } from "./devices.mjs";
import {
  check,
  connected,
  CONSOLE,
  consoleText,
  create,
  failures,
  guest,
  machine,
  mark,
  nothingLeft,
  seconds,
  seen,
  SHARE,
  startBackends,
  text,
  until,
  xl,
} from "./tools.mjs";

async function run() {
  const before = machine();
  let since = Date.now();
  let backends = startBackends("first");
  await until("the daemon", () => /^ready$/m.test(backends.said()));
  check("the daemon is ready", "", `${seconds(since)} s`);

  const took = await create("devices");
  check("xl create finds its backends waiting", "", `${took} s`);
  since = Date.now();
  await guest(/DOMU: listening [1-9]/);
  await connected(backends, 2);
  check("both devices connect", "", `${seconds(since)} s after xl create`);
  await guest(/DOMU: mode set/);
  const idle = backends.cpuMs();
  await guest(/DOMU: flipped 100/);
  const flipCpuMs = (backends.cpuMs() - idle) / 100;
  await sameFrame("100 flips; the last frame is the DomU's, octet for octet", "first ");
  await guest(/DOMU: ready/);
  seen(before);
  await input(backends, "keys and a button", ...KEYS);
  await input(backends, "the pointer's place, and the wheel", ...POINTER);
  await touch(backends);
  const keyCpuMs = await timeInput(backends);
  measured(flipCpuMs, keyCpuMs);

  backends.child.kill("SIGKILL");
  await until("the daemon's end", () => !backends.lives());
  since = Date.now();
  backends = startBackends("second");
  await connected(backends, 1);
  check("a killed daemon comes back and the input device connects", "", `${seconds(since)} s`);
  await input(backends, "keys after that", ["key 60 1", "key 60 0"], ["1 60 1", SYN, "1 60 0", SYN]);
  await sameFrame("the display after that", "second ");

  backends.child.kill("SIGTERM");
  await until("the daemon's end", () => !backends.lives(), 15_000);
  since = Date.now();
  backends = startBackends("third");
  await until("the input device", () => backends.lines(/type=vinput .*state=Connected/).length > 0, 15_000).catch(() => undefined);
  check(
    "a daemon that ended in order comes back, too",
    backends.lines(/type=vinput .*state=Connected/).length > 0 ? "" : "no Connected",
    `${seconds(since)} s`,
  );
  await input(backends, "and its keys come", ["key 30 1", "key 30 0"], ["1 30 1", SYN, "1 30 0", SYN]);

  xl("destroy", "domu");
  await nothingLeft("xl destroy leaves nothing", before, backends);

  // Linux on ARM tells the hypervisor of no panic: it resets, if it is told to, and that must not bring it back here.
  await create("devices", ['on_reboot="destroy"'], " panic=1");
  await guest(/DOMU: ready/);
  xl("sysrq", "domu", "c");
  await nothingLeft("a kernel that crashes leaves nothing", before, backends);

  await create("garbage");
  const [rounds] = await guest(/DOMU: garbage: done/).then(() => [(consoleText().match(/garbage: round \d+ ends/g) ?? []).length]);
  const told = backends.lines(/device closed/);
  check(
    "a hostile frontend's device is closed, and said so once each time",
    !backends.lives()
      ? "the daemon died"
      : told.length === 0
        ? "nothing was said"
        : told.length > rounds
          ? `${told.length} lines for ${rounds} rounds`
          : "",
    `${rounds} rounds, ${told.length} lines: ${/reason=.*/.exec(told[0] ?? "")?.[0] ?? ""}`,
  );
  xl("destroy", "domu");
  await nothingLeft("and nothing is left of it", before, backends);

  await create("reboot");
  await sameFrame("frames before a reboot", "");
  mark();
  await sameFrame("frames after a reboot", "");
  xl("destroy", "domu");
  await nothingLeft("a reboot and a destroy leave nothing", before, backends);

  backends.child.kill("SIGTERM");
  await until("the daemon's end", () => !backends.lives(), 10_000).catch(() => undefined);
  check("the daemon ends in order", /ended ports=0 pages=0/.test(backends.said()) ? "" : "it did not say so");
  await cockpit(before);
}

try {
  await run();
} catch (problem) {
  check("the session went to its end", problem instanceof Error ? problem.message : String(problem));
}
appendFileSync(`${SHARE}/domu.log`, text(CONSOLE));
process.exit(failures() > 0 ? 1 : 0);
