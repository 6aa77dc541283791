import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { CaptureHeader, CaptureLine } from "../../../main/microscope/capture.ts";
import { lineText, reportText } from "../../../main/microscope/print.ts";
import type { DeviceReport } from "../../../main/microscope/report.ts";
import { askControl } from "../../../main/node/control-client.ts";
import { controlSocketPath } from "../../../main/node/control-socket.ts";
import { openToolSockets } from "../../../main/tool-sockets.ts";
import { Log } from "../../../main/log/log.ts";
import { aHeadlessCockpit } from "../../support/headless.ts";
import { value } from "../../support/machine.ts";

const endings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** The default cockpit, a second old, with its sockets open. */
async function aReachableCockpit() {
  const t = await aHeadlessCockpit();
  endings.push(() => t.close());
  await t.run(1000);
  const folder = mkdtempSync(join(tmpdir(), "argonaut-ring-"));
  endings.push(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "socket");
  const processes = { pause: () => undefined, unpause: () => undefined, cpuSeconds: () => 0 };
  const log = new Log(t.clock.now, () => undefined);
  const sockets = await openToolSockets({ dom0: t.dom0, path, clock: t.clock, log, engagements: () => [], processes });
  endings.push(() => sockets.close());
  return { ...t, control: controlSocketPath(path) };
}

test("the rings of a running cockpit's display are seen over the control socket", async () => {
  const { control } = await aReachableCockpit();
  const report = value(await askControl(control, "ring", { domain: "cluster", device: "vdispl/0", last: 1 })) as DeviceReport;
  const text = reportText(report).split("\n");
  expect(text.slice(0, 3)).toEqual([
    "d1 vdispl/0: Connected, 2702 pages held",
    expect.stringMatching(/^ {2}dbuf 0x1: 1350 pages {2}width 1920 {2}height 720 {2}bpp 32 {2}attached 1/),
    expect.stringMatching(/^ {2}dbuf 0x3: 1350 pages/),
  ]);
  expect(report.rings.map(({ name, carries, slots }) => ({ name, carries, slots }))).toEqual([
    { name: "0/req-ring-ref", carries: "displ-requests", slots: 32 },
    { name: "0/evt-ring-ref", carries: "displ-events", slots: 63 },
  ]);
});

test("what happens on a keyboard's ring is followed over the control socket", async () => {
  const { control, dom0, display, run } = await aReachableCockpit();
  const said: (CaptureHeader | CaptureLine)[] = [];
  const enough = new AbortController();
  const followed = askControl(
    control,
    "ring-follow",
    { domain: "ivi", device: "vkbd/0" },
    { onLine: (line) => said.push(line as CaptureHeader | CaptureLine), until: enough.signal },
  );
  const until = async (there: () => boolean): Promise<void> => {
    while (!there()) await new Promise((resolve) => void setImmediate(resolve));
  };
  await until(() => said.length >= 3); // header, ring, its nodes
  dom0.seat.key(display("ivi").config.connector, 30, true);
  await run(1);
  await until(() => said.some((line) => "ring" in line && line.is === "notify"));
  enough.abort();
  await followed;
  const lines = said.filter((line): line is CaptureLine => "ring" in line).filter(({ is }) => is === "event" || is === "notify");
  expect(lines.map(({ at: _, ...line }) => lineText({ at: 1000, ...line }).trim()).slice(0, 2)).toEqual([
    "1.000000  page-gref       event    0  xenkbd_key  type 3  pressed 1  keycode 30",
    "1.000000  page-gref       notify",
  ]);
});
