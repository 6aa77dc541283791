import { expect, test } from "vitest";
import { VssFrontend } from "../../../preload/frontends/vss-frontend.ts";
import { XenbusFrontend } from "../../../preload/frontends/xenbus-frontend.ts";
import { VSSIF_SLOTS_MAX } from "../../../protocol/io/vssif.ts";
import { vssSignals } from "../../../protocol/vss.ts";
import { settle } from "../../support/clock.ts";
import { aCockpit, addDevice } from "../../support/ports-cockpit.ts";

const SPEED = vssSignals.findIndex(({ path }) => path === "Vehicle.Speed");

async function aDashboard(version?: string) {
  const t = aCockpit();
  t.signals.set(SPEED, 50);
  const paths = addDevice(t.machine.store, { backend: "vss", domid: 3 });
  await t.host.start();
  const batches: [index: number, value: number | undefined, ageMs: number][][] = [[]];
  const guest = t.machine.guest(3);
  const device = new VssFrontend(guest, {
    onSignal: (index, value, ageMs) => batches.at(-1)!.push([index, value, ageMs]),
    onBatch: () => batches.push([]),
  });
  const frontend = new XenbusFrontend(guest, "vss", 0, device);
  if (version === undefined) await frontend.start();
  else {
    t.machine.store.set({ [`${paths.front}/version`]: version, [`${paths.front}/state`]: "3" });
  }
  await settle(10);
  const full = () => batches.filter((batch) => batch.length > 0);
  return { ...t, paths, frontend, full, sent: () => t.machine.notifications.get(0) ?? 0 };
}

test("a guest gets every signal first, those without a value as undefined", async () => {
  const t = await aDashboard();
  const [first] = t.full();
  expect(first).toEqual(vssSignals.map((_, index) => [index, index === SPEED ? 50 : undefined, 0]));
});

test("then it gets what changed, gathered to one notification in 16 ms", async () => {
  const t = await aDashboard();
  const before = t.sent();
  await t.clock.advanceAsync(100);
  for (let ms = 0; ms < 160; ms += 2) {
    t.signals.set(SPEED, 60 + ms);
    t.signals.set(SPEED + 1, ms);
    await t.clock.advanceAsync(2);
  }
  expect(t.sent() - before).toBeGreaterThanOrEqual(9);
  expect(t.sent() - before).toBeLessThanOrEqual(11);
  await t.clock.advanceAsync(16);
  expect(t.full().at(-1)).toEqual([
    [SPEED, 218, 0],
    [SPEED + 1, 158, 0],
  ]);
});

test("a signal that goes stale becomes undefined, and nothing is sent while nothing changes", async () => {
  const t = await aDashboard();
  t.signals.set(SPEED, undefined);
  await t.clock.advanceAsync(20);
  const after = t.sent();
  await t.clock.advanceAsync(1000);
  expect({ last: t.full().at(-1), more: t.sent() - after, timers: t.clock.pending }).toEqual({
    last: [[SPEED, undefined, 0]],
    more: 0,
    timers: 0,
  });
});

test("a device that closes is unsubscribed, its timer with it", async () => {
  const t = await aDashboard();
  t.signals.set(SPEED, 70);
  await t.frontend.remove();
  await settle(10);
  expect({ subscribers: t.signals.subscribers, timers: t.clock.pending, mapped: t.machine.mappedPages() }).toEqual({
    subscribers: 0,
    timers: 0,
    mapped: 0,
  });
});

test("a version that is not spoken is refused", async () => {
  const t = await aDashboard("9");
  expect(t.faults).toEqual([{ domid: 3, reason: "version: want 1, have 9" }]);
});

test("all the signals there are have a slot", () => {
  expect(vssSignals.length).toBeLessThanOrEqual(VSSIF_SLOTS_MAX);
});
