import { expect, test } from "vitest";
import type { InputPort } from "../../../main/backends/vkbd/input.ts";
import { parseRoute } from "../../../main/backends/vkbd/nodes.ts";
import { VkbdFrontend, type VkbdAreas } from "../../../preload/frontends/vkbd-frontend.ts";
import { XenbusFrontend } from "../../../preload/frontends/xenbus-frontend.ts";
import { XENKBD_OUT_RING_OFFS, type KbdInEvent } from "../../../protocol/io/kbdif.ts";
import { settle } from "../../support/clock.ts";
import { aCockpit, addDevice } from "../../support/ports-cockpit.ts";
import { aLinuxFrontend } from "../../support/linux-kbdfront.ts";

const KEY_A = 30;
const BTN_LEFT = 0x110;

/** A guest with input, connected; `stall` has its kernel stop reading. */
async function aKeyboard(own: Readonly<Record<string, string>> = { "unique-id": "cluster" }, backend = "vkbd") {
  const t = aCockpit();
  const paths = addDevice(t.machine.store, { backend, frontend: "vkbd", domid: 3 }, own);
  await t.host.start();
  const events: KbdInEvent[] = [];
  let areas: VkbdAreas | undefined;
  const guest = t.machine.guest(3);
  let stalled = false;
  let held: (() => void)[] = [];
  const evtchn = {
    ...guest.evtchn,
    allocUnbound: (remote: never, upcall: () => void) =>
      guest.evtchn.allocUnbound(remote, () => {
        if (stalled) held.push(upcall);
        else upcall();
      }),
  };
  const device = new VkbdFrontend(
    { ...guest, evtchn },
    { onEvent: (event) => events.push(event), onConnected: (given) => (areas = given) },
  );
  const frontend = new XenbusFrontend(guest, "vkbd", 0, device);
  await frontend.start();
  await settle(10);
  const [attached] = t.seat.ports;
  return {
    ...t,
    paths,
    events,
    device,
    frontend,
    areas: () => areas,
    attached,
    port: attached?.port as InputPort,
    stall: () => void (stalled = true),
    resume: async () => {
      stalled = false;
      for (const upcall of held) upcall();
      held = [];
      await settle();
    },
  };
}

test.each(["vkbd", "vinput"])("a device in backend/%s connects, and a key goes through", async (backend) => {
  const t = await aKeyboard({ "unique-id": "cluster" }, backend);
  t.port.key(KEY_A, true);
  t.port.key(KEY_A, false);
  await settle();
  expect(t.events).toEqual([
    { kind: "key", pressed: 1, keycode: KEY_A },
    { kind: "key", pressed: 0, keycode: KEY_A },
  ]);
});

test("the backend adds what libxl left out: features, and the size of the display", async () => {
  const t = await aKeyboard({ "unique-id": "cluster", "feature-multi-touch": "0", "multi-touch-num-contacts": "2" });
  const of = (key: string) => t.machine.store.get(`${t.paths.back}/${key}`);
  expect(["feature-abs-pointer", "feature-multi-touch", "width", "height", "multi-touch-num-contacts"].map(of)).toEqual([
    "1",
    "0",
    "1920",
    "720",
    "2",
  ]);
  expect(t.areas()).toEqual({ width: 1920, height: 720, touchWidth: 1920, touchHeight: 720, contacts: 2 });
  expect(t.machine.store.get(`${t.paths.front}/request-multi-touch`)).toBe("0");
});

test("places are fractions of the display and arrive in the guest's pixels, inside the area", async () => {
  const t = await aKeyboard();
  t.port.pointer(0.5, 0.25, -1);
  t.port.pointer(1, 2, 0);
  t.port.pointer(-1, NaN, 0);
  t.port.touchDown(0, 0.5, 0.5);
  await settle();
  expect(t.events).toEqual([
    { kind: "position", absX: 960, absY: 180, relZ: 1 },
    { kind: "position", absX: 1919, absY: 719, relZ: 0 },
    { kind: "position", absX: 0, absY: 0, relZ: 0 },
    { kind: "touchDown", contactId: 0, absX: 960, absY: 360 },
  ]);
});

test("a frontend that asked for nothing gets motion for places, and no touch", async () => {
  const t = await aKeyboard({ "unique-id": "cluster", "feature-abs-pointer": "0", "feature-multi-touch": "0" });
  t.port.pointer(0.5, 0.5, 0);
  t.port.pointer(0.75, 0.5, 0);
  t.port.touchDown(0, 0.5, 0.5);
  t.port.touchSyn();
  await settle();
  expect(t.events).toEqual([
    { kind: "motion", relX: 0, relY: 0, relZ: 0 },
    { kind: "motion", relX: 480, relY: 0, relZ: 0 },
  ]);
});

test.each([
  [
    "raw, asked for with or without absolute places",
    { "request-raw-pointer": "1" },
    { kind: "position", absX: 16384, absY: 8192, relZ: 0 },
  ],
  ["absolute", { "request-abs-pointer": "1" }, { kind: "position", absX: 960, absY: 180, relZ: 0 }],
])("a frontend gets places as it asked for them: %s", async (_how, requests, position) => {
  const t = aCockpit();
  const paths = addDevice(t.machine.store, { backend: "vkbd", domid: 3 }, { "unique-id": "cluster" });
  await t.host.start();
  const linux = await aLinuxFrontend(t.machine, paths.front, requests);
  await settle(10);
  for (const { port } of t.seat.ports) port.pointer(0.5, 0.25, 0);
  expect(linux.in(0)).toEqual(position);
});

test("a disabled keyboard sends no keys but the pointer's buttons, and a disabled pointer the other way round", async () => {
  const noKeys = await aKeyboard({ "unique-id": "cluster", "feature-disable-keyboard": "1" });
  const noPointer = await aKeyboard({ "unique-id": "cluster", "feature-disable-pointer": "1" });
  for (const { port } of [noKeys, noPointer]) {
    port.key(KEY_A, true);
    port.key(BTN_LEFT, true);
    port.motion(1, 1, 0);
  }
  await settle();
  expect(
    [noKeys.events, noPointer.events].map((events) => events.map((event) => (event.kind === "key" ? event.keycode : event.kind))),
  ).toEqual([[BTN_LEFT, "motion"], [KEY_A]]);
});

test("a guest that stops reading gets 51 events, and the key-up it missed as soon as it reads", async () => {
  const t = await aKeyboard();
  t.stall();
  t.port.key(KEY_A, true);
  for (let i = 0; i < 60; i++) t.port.motion(1, 0, 0);
  t.port.key(KEY_A, false);
  await settle();
  await t.resume();
  expect(t.events.length).toBe(52);
  expect([t.events[0], t.events[51]]).toEqual([
    { kind: "key", pressed: 1, keycode: KEY_A },
    { kind: "key", pressed: 0, keycode: KEY_A },
  ]);
});

test("a guest that stops reading costs dom0 ten log lines, not a thousand", async () => {
  const t = await aKeyboard();
  t.stall();
  for (let i = 0; i < 1000; i++) t.port.motion(1, 0, 0);
  expect(t.records.filter(({ level }) => level === "warn").length).toBe(10);
});

test.each([
  ["cluster", { keyboard: "cluster", pointer: "cluster", touch: "cluster" }],
  ["K:a;P:b;T:c", { keyboard: "a", pointer: "b", touch: "c" }],
  ["T:2000", { keyboard: undefined, pointer: undefined, touch: "2000" }],
])("unique-id %j routes %j", (uniqueId, route) => {
  expect(parseRoute(uniqueId)).toEqual(route);
});

test("an id that names no display is told once in the log, however often the device connects", async () => {
  const t = await aKeyboard({ "unique-id": "K:nowhere;P:cluster;T:nowhere" });
  await t.frontend.remove();
  await t.frontend.start();
  await settle(20);
  const told = t.records.filter(({ msg }) => msg === "input of no display").map(({ level, domid, data }) => ({ level, domid, data }));
  expect(told).toEqual([{ level: "info", domid: 3, data: { type: "vkbd", devid: 0, uniqueId: "nowhere" } }]);
});

test("two devices of one guest each hear what is routed to them", async () => {
  const t = aCockpit();
  addDevice(t.machine.store, { backend: "vkbd", domid: 3, devid: 0 }, { "unique-id": "K:cluster" });
  addDevice(t.machine.store, { backend: "vinput", frontend: "vkbd", domid: 3, devid: 1 }, { "unique-id": "P:ivi;T:ivi" });
  await t.host.start();
  const guest = t.machine.guest(3);
  for (const devid of [0, 1]) await new XenbusFrontend(guest, "vkbd", devid, new VkbdFrontend(guest, { onEvent: () => {} })).start();
  await settle(10);
  expect([...t.seat.ports].map(({ route }) => route)).toEqual([
    { keyboard: "cluster", pointer: undefined, touch: undefined },
    { keyboard: undefined, pointer: "ivi", touch: "ivi" },
  ]);
});

test("xen-kbdfront connects: it does not wait for our Connected, and page-ref is only for show", async () => {
  const t = aCockpit();
  const paths = addDevice(t.machine.store, { backend: "vkbd", domid: 3 }, { "unique-id": "cluster" });
  // before there is a backend, as a guest that boots faster than dom0's driver
  const linux = await aLinuxFrontend(t.machine, paths.front, { "page-ref": "no frame of anybody's" });
  await t.host.start();
  await settle(10);
  for (const { port } of t.seat.ports) port.key(KEY_A, true);
  expect([t.machine.store.history(`${paths.front}/state`).join(""), t.machine.store.get(`${paths.back}/state`), linux.in(0)]).toEqual([
    "134",
    "4",
    { kind: "key", pressed: 1, keycode: KEY_A },
  ]);
});

test("xen-kbdfront that is unbound and bound again is served again", async () => {
  const t = aCockpit();
  const paths = addDevice(t.machine.store, { backend: "vkbd", domid: 3 }, { "unique-id": "cluster" });
  const first = await aLinuxFrontend(t.machine, paths.front, {});
  await t.host.start();
  await settle(10);
  await first.unbind();
  await settle(10);
  const closed = [t.machine.store.get(`${paths.back}/state`), t.machine.mappedPages()];
  const second = await aLinuxFrontend(t.machine, paths.front, {});
  await settle(10);
  for (const { port } of t.seat.ports) port.key(KEY_A, true);
  expect([closed, t.machine.store.get(`${paths.back}/state`), first.in(0), second.in(0)]).toEqual([
    ["6", 0],
    "4",
    undefined,
    { kind: "key", pressed: 1, keycode: KEY_A },
  ]);
});

test("what a guest puts on its out ring is not looked at, whatever its indices say", async () => {
  const t = aCockpit();
  const paths = addDevice(t.machine.store, { backend: "vkbd", domid: 3 }, { "unique-id": "cluster" });
  await t.host.start();
  const linux = await aLinuxFrontend(t.machine, paths.front, {});
  await settle(10);
  const { page } = linux;
  for (let octet = XENKBD_OUT_RING_OFFS; octet < 4096; octet++) page.setUint8(octet, 0xff);
  for (const [consumed, produced] of [
    [0, 1],
    [0, 0xffff_ffff],
    [0x8000_0000, 7],
  ] as const) {
    page.setUint32(8, consumed, true);
    page.setUint32(12, produced, true);
    linux.notify();
    await settle();
  }
  for (const { port } of t.seat.ports) port.key(KEY_A, true);
  expect([t.faults, t.machine.store.get(`${paths.back}/state`), linux.in(0), page.getUint32(8, true)]).toEqual([
    [],
    "4",
    { kind: "key", pressed: 1, keycode: KEY_A },
    0x8000_0000,
  ]);
});

test("a device without a unique-id takes the input of its guest's own display", async () => {
  const t = aCockpit();
  addDevice(t.machine.store, { backend: "vdispl", domid: 3 }, {}, { "0/resolution": "1920x720", "0/unique-id": "cluster" });
  addDevice(t.machine.store, { backend: "vkbd", domid: 3 });
  await t.host.start();
  const frontend = new XenbusFrontend(t.machine.guest(3), "vkbd", 0, new VkbdFrontend(t.machine.guest(3), { onEvent: () => {} }));
  await frontend.start();
  await settle(10);
  expect([...t.seat.ports].map(({ route }) => route)).toEqual([{ keyboard: "cluster", pointer: "cluster", touch: "cluster" }]);
});

test("a device that closes takes no more input and leaves nothing mapped", async () => {
  const t = await aKeyboard();
  await t.frontend.remove();
  await settle(10);
  expect({ ports: t.seat.ports.size, mapped: t.machine.mappedPages(), open: t.machine.openPorts() }).toEqual({
    ports: 0,
    mapped: 0,
    open: 0,
  });
  expect(() => t.port.key(KEY_A, true)).not.toThrow();
});
