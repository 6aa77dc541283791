import { expect, test } from "vitest";
import { VdisplFrontend, type VdisplSink } from "../../../preload/frontends/vdispl-frontend.ts";
import type { ConnectorFrontend } from "../../../preload/frontends/connector-frontend.ts";
import { XenbusFrontend } from "../../../preload/frontends/xenbus-frontend.ts";
import { displEvt, displInRing } from "../../../protocol/io/displif.ts";
import { settle } from "../../support/clock.ts";
import { aCockpit, addDevice } from "../../support/ports-cockpit.ts";

const cluster = { "be-alloc": "0", "0/resolution": "1920x720", "0/unique-id": "cluster" };
const both = { ...cluster, "1/resolution": "1280x800", "1/unique-id": "ivi" };

/** A guest with a display, on a cockpit whose host runs. */
async function aDisplay(front: Readonly<Record<string, string>> = cluster, start = true) {
  const cockpit = aCockpit();
  const paths = addDevice(cockpit.machine.store, { backend: "vdispl", domid: 3 }, {}, front);
  await cockpit.host.start();
  await settle();
  const seen: string[] = [];
  let connectors: readonly ConnectorFrontend[] = [];
  const sink: VdisplSink = {
    onConnected: (all) => {
      connectors = all;
      seen.push("connected");
    },
    onCredit: (connector) => seen.push(`credit ${connector.index}`),
    onRefused: (what, status) => seen.push(`refused ${what} ${status}`),
    onLost: () => seen.push("lost"),
  };
  const display = new VdisplFrontend(cockpit.machine.guest(3), sink);
  const frontend = new XenbusFrontend(cockpit.machine.guest(3), "vdispl", 0, display, { onError: (reason) => seen.push(reason) });
  if (start) await frontend.start();
  await settle(10);
  const states = () => ({
    front: cockpit.machine.store.history(`${paths.front}/state`).join(""),
    back: cockpit.machine.store.history(`${paths.back}/state`).join(""),
  });
  return { ...cockpit, paths, seen, frontend, states, connector: (i = 0) => connectors[i]! };
}

test("a backend is in InitWait, and says which versions it speaks, before any frontend moves", async () => {
  const t = await aDisplay(cluster, false);
  expect({ ...t.states(), versions: t.machine.store.get(`${t.paths.back}/versions`) }).toEqual({ front: "1", back: "12", versions: "1,2" });
});

test("both ends go through displif's normal flow, and the display is set up with two buffers", async () => {
  const t = await aDisplay();
  // the frontend writes its own 1 once more, as a kernel that starts does
  expect(t.states()).toEqual({ front: "1134", back: "124" });
  expect(t.seen).toEqual(["connected"]);
  // 2 buffers of 1350 pages, a ring and an event page
  expect(t.machine.mappedPages()).toBe(2 * 1350 + 2);
  expect(t.connectors.get("cluster")!.mode).toMatchObject({ x: 0, y: 0, width: 1920, height: 720, fb: { stride: 7680 } });
  expect(t.records.filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
});

test("flips are shown one a vblank, and each gives its credit back", async () => {
  const t = await aDisplay();
  expect([t.connector().flip(), t.connector().flip(), t.connector().flip()]).toEqual([true, true, false]);
  await settle();
  expect(t.connector().credits).toBe(0);
  await t.clock.advanceAsync(1000 / 60 + 0.001);
  expect({ seen: t.seen, credits: t.connector().credits }).toEqual({ seen: ["connected", "credit 0"], credits: 1 });
  await t.clock.advanceAsync(1000 / 60);
  expect(t.connector().credits).toBe(2);
});

test("a guest that flips on every credit is paced at the refresh rate, a thousand frames without drift", async () => {
  const t = await aDisplay();
  const shownAt: number[] = [];
  const connector = t.connector();
  connector.flip();
  await settle(1);
  const from = t.clock.now();
  let done = 0;
  for (let frame = 1; frame <= 1000; frame++) {
    await t.clock.advanceAsync(from + (frame * 1000) / 60 - t.clock.now() + 1e-6);
    if (connector.flipsDone > done) {
      done = connector.flipsDone;
      shownAt.push(t.clock.now());
      connector.flip();
      await settle(1);
    }
  }
  expect(done).toBe(1000);
  expect(t.connectors.get("cluster")!.stats.summary()).toMatchObject({ flips: 1000, missed: 0 });
  expect(Math.abs(shownAt.at(-1)! - from - 1000 * (1000 / 60))).toBeLessThan(0.01);
}, 20_000);

test("two connectors flip each on their own ring", async () => {
  const t = await aDisplay(both);
  expect(t.connector(1)).toMatchObject({ uniqueId: "ivi", width: 1280, height: 800 });
  t.connector(1).flip();
  await settle();
  await t.clock.advanceAsync(17);
  expect(t.seen).toEqual(["connected", "credit 1"]);
  expect(t.connectors.get("ivi")!.stats.flips).toBe(1);
  expect(t.connectors.get("cluster")!.stats.flips).toBe(0);
});

test("a frontend that closes is answered with Closing and, once it is Closed, with Closed; nothing stays mapped", async () => {
  const t = await aDisplay();
  await t.frontend.remove();
  await settle(10);
  expect(t.states()).toEqual({ front: "113456", back: "12456" });
  expect({ mapped: t.machine.mappedPages(), ports: t.machine.openPorts(), pages: t.machine.allocatedPages() }).toEqual({
    mapped: 0,
    ports: 0,
    pages: 0,
  });
  expect(t.connectors.get("cluster")!.domid).toBeUndefined();
});

test("a kernel that restarts while the backend is connected is met by 5, 6, 2 and connects anew", async () => {
  const t = await aDisplay();
  t.frontend.close(); // the old kernel is gone without a word
  const again = new XenbusFrontend(
    t.machine.guest(3),
    "vdispl",
    0,
    new VdisplFrontend(t.machine.guest(3), { onConnected: () => t.seen.push("again"), onCredit: () => {} }),
  );
  await again.start();
  await settle(20);
  expect(t.states().back).toBe("1245624");
  expect(t.seen).toEqual(["connected", "lost", "again"]);
  expect(t.machine.mappedPages()).toBe(2 * 1350 + 2);
});

test("a frontend whose backend dies reconfigures, and connects again when there is a backend again", async () => {
  const t = await aDisplay();
  t.host.close(); // dom0's backend is gone: nothing is written, everything is unmapped
  expect(t.machine.mappedPages()).toBe(0);
  t.machine.store.set({ [`${t.paths.back}/state`]: "1" }); // as a toolstack does that starts it again
  await settle(5);
  expect(t.states().front).toBe("11347");
  await t.aHost().start();
  await settle(20);
  expect(t.states().front).toBe("11347134");
  expect(t.seen).toEqual(["connected", "lost", "connected"]);
});

test("a toolstack that unplugs (online 0, state 5) gets 5 and 6 at once, and a directory that vanishes is let go", async () => {
  const t = await aDisplay();
  t.machine.store.set({ [`${t.paths.back}/online`]: "0", [`${t.paths.back}/state`]: "5" });
  await settle(10);
  expect(t.states().back).toBe("124556");
  expect(t.machine.mappedPages()).toBe(0);
  t.machine.store.remove(t.paths.back);
  await settle(5);
  expect([...t.host.devices]).toEqual([]);
  // one watch a class is all that is left of dom0, and the frontend's own
  expect(t.machine.store.watches).toBe(4 + 1);
});

test("a device that is removed and made again in one breath starts over", async () => {
  const t = await aDisplay();
  t.frontend.close();
  t.machine.store.remove(t.paths.back);
  addDevice(t.machine.store, { backend: "vdispl", domid: 3 }, {}, cluster);
  await settle(10);
  expect(t.machine.store.get(`${t.paths.back}/state`)).toBe("2");
  expect(t.machine.mappedPages()).toBe(0);
});

test("a guest whose directory vanishes while connected leaves nothing mapped", async () => {
  const t = await aDisplay();
  t.frontend.close();
  t.machine.store.remove("/local/domain/3");
  await settle(5);
  expect({ mapped: t.machine.mappedPages(), state: t.machine.store.get(`${t.paths.back}/state`) }).toEqual({ mapped: 0, state: "6" });
});

test("a display that another domain holds is refused, with the reason in the error node, and told once", async () => {
  const t = await aDisplay();
  const other = addDevice(t.machine.store, { backend: "vdispl", domid: 4 }, {}, cluster);
  await settle(5);
  const ports = t.machine.guest(4);
  const frontend = new XenbusFrontend(ports, "vdispl", 0, new VdisplFrontend(ports, { onConnected: () => {}, onCredit: () => {} }));
  const before = t.machine.mappedPages();
  await frontend.start();
  await settle(60);
  const reason = "0/unique-id: cluster is in use";
  expect(t.machine.store.get("/local/domain/0/error/backend/vdispl/4/0/error")).toBe(`22 ${reason}`);
  expect(t.machine.store.get(`${other.back}/state`)).toBe("6");
  // it is offered anew when the frontend comes back to Initialising, three times and no more
  expect(t.faults).toEqual(new Array(3).fill({ domid: 4, reason }));
  expect(t.machine.mappedPages()).toBe(before);
});

test.each([
  ["0/resolution", "1920", "0/resolution: want WIDTHxHEIGHT, have 1920"],
  ["0/unique-id", "nowhere", "0/unique-id: no connector nowhere"],
])("a device with %s %j is refused by name", async (key, value, reason) => {
  const t = await aDisplay({ ...cluster, [key]: value }, false);
  t.machine.store.set({ [`${t.paths.front}/state`]: "3" });
  await settle(5);
  expect(t.faults[0]).toEqual({ domid: 3, reason });
});

test("an event out of sequence gives no credit", async () => {
  const t = await aDisplay();
  t.connector().flip();
  await settle();
  const page = t.machine.pageOf(Number(t.machine.store.get(`${t.paths.front}/0/evt-ring-ref`)));
  t.clock.advance(17); // the event is on the page, its upcall not yet made
  displEvt.encode(page, displInRing.ringAt, { ...displEvt.decode(page, displInRing.ringAt), id: 7 });
  await settle();
  expect({ credits: t.connector().credits, done: t.connector().flipsDone }).toEqual({ credits: 1, done: 0 });
});

test("a frontend that is closed while it waits for an answer gives back all it held", async () => {
  const t = await aDisplay(cluster, false);
  const started = t.frontend.start();
  for (let turns = 0; turns < 200 && t.machine.allocatedPages() < 1350; turns++) await Promise.resolve();
  expect(t.machine.allocatedPages()).toBeGreaterThan(1350);
  t.frontend.close();
  await started;
  await settle(5);
  expect(t.machine.allocatedPages()).toBe(0);
});
