import { expect, test } from "vitest";
import { displReq, DRM_FORMAT_ARGB8888, DRM_FORMAT_RGB565, DRM_FORMAT_XRGB8888, type DisplReq } from "../../../protocol/io/displif.ts";
import { sharePage } from "../../../preload/frontends/shared-page.ts";
import { DOM0 } from "../../../protocol/ids.ts";
import { settle } from "../../support/clock.ts";
import { aHandmadeGuest, deaf, E } from "../../support/displif-guest.ts";
import { aCockpit, addDevice } from "../../support/ports-cockpit.ts";

test("a buffer, its framebuffer, a mode and a flip: each answered 0, the flip done at the vblank", async () => {
  const t = await aHandmadeGuest();
  const statuses = [await t.create(), await t.attach(), await t.attach({ fbCookie: 11n }), await t.config(10n)];
  statuses.push(await t.send({ kind: "pgFlip", fbCookie: 11n }), await t.send({ kind: "pgFlip", fbCookie: 10n }));
  expect(statuses).toEqual([0, 0, 0, 0, 0, 0]);
  expect(t.takeEvents()).toEqual([]);
  t.clock.advance(2 * 17);
  expect(t.takeEvents()).toEqual([
    { id: 0, fbCookie: 11n },
    { id: 1, fbCookie: 10n },
  ]);
});

test("a buffer of two directory pages is mapped whole, page i where gref i says", async () => {
  const t = await aHandmadeGuest();
  const { first, refs } = t.aDirectory(2025);
  t.machine.pageOf(refs[2024]!).setUint32(0, 0xabcd, true);
  expect(await t.create({ width: 1920, height: 1080, bufferSz: 1920 * 1080 * 4, grefDirectory: first })).toBe(0);
  await t.attach();
  await t.config(10n);
  expect(t.connectors && t.machine.mappedPages()).toBe(2025 + 4);
});

test("pages are unmapped when the buffer is destroyed, and not before", async () => {
  const t = await aHandmadeGuest();
  await t.create();
  await t.attach();
  expect(await t.send({ kind: "dbufDestroy", dbufCookie: 1n })).toBe(E("EBUSY"));
  await t.send({ kind: "fbDetach", fbCookie: 10n });
  expect(t.machine.mappedPages()).toBe(25 + 4);
  expect(await t.send({ kind: "dbufDestroy", dbufCookie: 1n })).toBe(0);
  expect(t.machine.mappedPages()).toBe(4);
  expect(await t.create()).toBe(0); // and the cookie may be used again
});

test("a buffer that is destroyed while it is shown, or waits to be, stays mapped until the next frame's event, and no longer", async () => {
  const t = await aHandmadeGuest();
  const mapped: number[] = [];
  const look = (): void => void mapped.push(t.machine.mappedPages() - 4);
  for (const n of [1n, 2n]) {
    await t.create({ dbufCookie: n });
    await t.attach({ dbufCookie: n, fbCookie: 10n + n });
  }
  await t.config(11n);
  await t.send({ kind: "pgFlip", fbCookie: 12n });
  const statuses: number[] = [];
  for (const n of [1n, 2n]) {
    statuses.push(await t.send({ kind: "fbDetach", fbCookie: 10n + n }), await t.send({ kind: "dbufDestroy", dbufCookie: n }));
  }
  look();
  t.clock.advance(17); // shows 12
  look();
  await t.off();
  look();
  expect({ statuses, mapped, events: t.takeEvents() }).toEqual({
    statuses: [0, 0, 0, 0],
    mapped: [50, 25, 0],
    events: [{ id: 0, fbCookie: 12n }],
  });
});

test("cookies of what was destroyed may be used again at once, though the old picture is still on the screen", async () => {
  const t = await aHandmadeGuest();
  await t.create();
  await t.attach();
  await t.config(10n);
  const again = [
    await t.send({ kind: "fbDetach", fbCookie: 10n }),
    await t.send({ kind: "dbufDestroy", dbufCookie: 1n }),
    await t.create(),
    await t.attach(),
    await t.send({ kind: "pgFlip", fbCookie: 10n }),
  ];
  t.clock.advance(17);
  expect({ again, mapped: t.machine.mappedPages() - 4, shown: t.cluster.shown?.cookie }).toEqual({
    again: [0, 0, 0, 0, 0],
    mapped: 25,
    shown: 10n,
  });
});

test("buffers that are destroyed and still shown count until they go", async () => {
  const t = await aHandmadeGuest();
  await t.create();
  await t.attach();
  await t.config(10n);
  await t.send({ kind: "fbDetach", fbCookie: 10n });
  await t.send({ kind: "dbufDestroy", dbufCookie: 1n });
  const statuses: number[] = [];
  for (let n = 1n; n <= 32n; n++) statuses.push(await t.create({ dbufCookie: n }));
  await t.off();
  statuses.push(await t.create({ dbufCookie: 32n }));
  expect(statuses.slice(-3)).toEqual([0, E("ENOMEM"), 0]);
});

test("a device that goes takes along what was destroyed and still shown", async () => {
  const t = await aHandmadeGuest();
  await t.create();
  await t.attach();
  await t.config(10n);
  await t.send({ kind: "fbDetach", fbCookie: 10n });
  await t.send({ kind: "dbufDestroy", dbufCookie: 1n });
  t.host.close();
  expect(t.machine.mappedPages()).toBe(0);
});

test.each([
  ["a cookie of 0", { dbufCookie: 0n }, "EINVAL"],
  ["no width", { width: 0 }, "EINVAL"],
  ["no height", { height: 0 }, "EINVAL"],
  ["a depth that is none", { bpp: 31 }, "EINVAL"],
  ["flags that are none", { flags: 2 }, "EINVAL"],
  ["allocation by the backend where be-alloc is not 1", { flags: 1 }, "EOPNOTSUPP"],
  ["rows that do not fit its buffer", { height: 161 }, "EINVAL"],
  ["an offset that pushes rows out of it", { dataOfs: 1 }, "EINVAL"],
  ["sizes whose product passes 2^64", { width: 0xffff_ffff, height: 0xffff_ffff, bufferSz: 0xffff_ffff }, "EINVAL"],
  ["more pages than a guest may hold", { bufferSz: 0xffff_ffff }, "ENOMEM"],
  ["a reserved gref as directory", { grefDirectory: 7 }, "EINVAL"],
  ["a gref that was never granted", { grefDirectory: 999_999 }, "EINVAL"],
] as const)("a buffer with %s is refused, and maps nothing", async (_, overrides, error) => {
  const t = await aHandmadeGuest();
  expect(await t.create(overrides)).toBe(E(error));
  expect(t.machine.mappedPages()).toBe(4);
});

test("a directory that loops, ends too soon, or goes on too long is refused", async () => {
  const t = await aHandmadeGuest();
  const size = { width: 1920, height: 1080, bufferSz: 1920 * 1080 * 4 };
  const loop = t.aDirectory(2025);
  loop.directory.page(0).setUint32(0, loop.first, true);
  const short = t.aDirectory(2025);
  short.directory.page(0).setUint32(0, 0, true);
  const long = t.aDirectory(2025, loop.first);
  const statuses = [];
  for (const { first } of [loop, short, long]) statuses.push(await t.create({ ...size, grefDirectory: first }));
  expect(statuses).toEqual([E("EINVAL"), E("EINVAL"), E("EINVAL")]);
});

test("cookies in use are refused, and unknown ones", async () => {
  const t = await aHandmadeGuest();
  const statuses = [
    await t.create(),
    await t.create(),
    await t.attach(),
    await t.attach(),
    await t.attach({ dbufCookie: 2n, fbCookie: 12n }),
  ];
  expect(statuses).toEqual([0, E("EEXIST"), 0, E("EEXIST"), E("ENOENT")]);
  const unknown = [await t.config(99n), await t.send({ kind: "fbDetach", fbCookie: 99n }), await t.send({ kind: "pgFlip", fbCookie: 99n })];
  expect(unknown).toEqual([E("ENOENT"), E("ENOENT"), E("ENOENT")]);
});

test.each([
  ["larger than its buffer", { width: 161 }],
  ["of a format of another depth", { pixelFormat: DRM_FORMAT_RGB565 }],
  ["of no known format", { pixelFormat: 1 }],
  ["with a cookie of 0", { fbCookie: 0n }],
])("a framebuffer %s is EINVAL", async (_, overrides) => {
  const t = await aHandmadeGuest();
  await t.create();
  expect(await t.attach(overrides)).toBe(E("EINVAL"));
});

test("buffers and framebuffers are for connector 0's ring only", async () => {
  const t = await aHandmadeGuest();
  const { first } = t.aDirectory(25);
  const create = { dbufCookie: 5n, width: 160, height: 160, bpp: 32, bufferSz: 102400, flags: 0, grefDirectory: first, dataOfs: 0 };
  const statuses = [await t.send({ kind: "dbufCreate", ...create }, 1), await t.send({ kind: "dbufDestroy", dbufCookie: 5n }, 1)];
  statuses.push(await t.attach({}, 1), await t.send({ kind: "fbDetach", fbCookie: 10n }, 1));
  expect(statuses).toEqual(new Array(4).fill(E("EINVAL")));
});

test("a mode beyond the connector's resolution is EINVAL, at its edge is not", async () => {
  const t = await aHandmadeGuest();
  await t.create();
  await t.attach();
  const statuses = [await t.config(10n, 0, { x: 1761 }), await t.config(10n, 0, { y: 561 }), await t.config(10n, 0, { x: 1760, y: 560 })];
  statuses.push(await t.config(10n, 0, { x: 0xffff_ffff, width: 2 }));
  expect(statuses).toEqual([E("EINVAL"), E("EINVAL"), 0, E("EINVAL")]);
});

test("a flip on a connector that is off is EINVAL, and one too many is EBUSY", async () => {
  const t = await aHandmadeGuest();
  await t.create();
  await t.attach();
  expect(await t.send({ kind: "pgFlip", fbCookie: 10n })).toBe(E("EINVAL"));
  await t.config(10n);
  const statuses = [];
  for (let i = 0; i < 5; i++) statuses.push(await t.send({ kind: "pgFlip", fbCookie: 10n }));
  expect(statuses).toEqual([0, 0, 0, 0, E("EBUSY")]);
});

test("operations that are none are EOPNOTSUPP", async () => {
  const t = await aHandmadeGuest();
  const statuses = [await t.send({ kind: "raw", operation: 0x0f }), await t.send({ kind: "raw", operation: 0x17 })];
  expect(statuses).toEqual([E("EOPNOTSUPP"), E("EOPNOTSUPP")]);
});

test("a mode of another depth than its framebuffer's, or larger than it, is EINVAL", async () => {
  const t = await aHandmadeGuest();
  await t.create();
  await t.attach({ width: 100, height: 90 });
  const statuses: number[] = [];
  for (const overrides of [{ bpp: 16 }, { width: 101, height: 90 }, { width: 100, height: 91 }, { width: 100, height: 90 }])
    statuses.push(await t.config(10n, 0, { width: 100, height: 90, ...overrides }));
  expect(statuses).toEqual([E("EINVAL"), E("EINVAL"), E("EINVAL"), 0]);
});

test.each([
  ["XRGB8888", DRM_FORMAT_XRGB8888, 32],
  ["ARGB8888", DRM_FORMAT_ARGB8888, 32],
  ["RGB565", DRM_FORMAT_RGB565, 16],
])("a framebuffer of %s wants a buffer of its own depth", async (_, pixelFormat, bpp) => {
  const t = await aHandmadeGuest();
  const { first } = t.aDirectory(25);
  await t.create({ bpp, grefDirectory: first });
  const other = bpp === 32 ? 16 : 32;
  await t.create({ dbufCookie: 2n, bpp: other });
  const statuses = [await t.attach({ pixelFormat }), await t.attach({ pixelFormat, dbufCookie: 2n, fbCookie: 11n })];
  expect([...statuses, await t.config(10n, 0, { bpp })]).toEqual([0, E("EINVAL"), 0]);
});

test("a ring of 32 requests put at once is answered in order, with one notification heeded", async () => {
  const t = await aHandmadeGuest();
  await t.create();
  await t.attach();
  const { requests, ring } = t.connectors[0]!;
  for (let id = 0; id < 32; id++) {
    const fbCookie = id % 2 === 0 ? BigInt(100 + id) : 10n;
    const base = ring.request()!;
    displReq.encode(requests.view, base, {
      kind: "fbAttach",
      id,
      dbufCookie: 1n,
      fbCookie,
      width: 1,
      height: 1,
      pixelFormat: DRM_FORMAT_XRGB8888,
    });
  }
  expect(ring.request()).toBe(undefined);
  ring.push();
  requests.evtchn.notify();
  await settle();
  const answers: [number, number][] = [];
  for (let octets = ring.take(); octets; octets = ring.take()) answers.push([octets.getUint16(0, true), octets.getInt32(4, true)]);
  expect(answers).toEqual(Array.from({ length: 32 }, (_, id) => [id, id % 2 === 0 ? 0 : E("EEXIST")]));
});

test("what is sent behind a DBUF_CREATE that waits is served after it", async () => {
  const t = await aHandmadeGuest();
  const { requests, ring } = t.connectors[0]!;
  const { first } = t.aDirectory(25);
  const put = (request: DisplReq) => displReq.encode(requests.view, ring.request()!, request);
  put({
    kind: "dbufCreate",
    id: 1,
    dbufCookie: 1n,
    width: 160,
    height: 160,
    bpp: 32,
    bufferSz: 102400,
    flags: 0,
    grefDirectory: first,
    dataOfs: 0,
  });
  put({ kind: "fbAttach", id: 2, dbufCookie: 1n, fbCookie: 10n, width: 160, height: 160, pixelFormat: DRM_FORMAT_XRGB8888 });
  put({ kind: "setConfig", id: 3, fbCookie: 10n, x: 0, y: 0, width: 160, height: 160, bpp: 32 });
  ring.push();
  requests.evtchn.notify();
  await settle(5);
  const answers = [];
  for (let octets = ring.take(); octets; octets = ring.take()) answers.push([octets.getUint16(0, true), octets.getInt32(4, true)]);
  expect(answers).toEqual([
    [1, 0],
    [2, 0],
    [3, 0],
  ]);
});

test("a guest that never reads its events loses those beyond 63, in sequence, and costs ten log lines", async () => {
  const t = await aHandmadeGuest();
  await t.create();
  await t.attach();
  await t.config(10n);
  for (let i = 0; i < 100; i++) {
    await t.send({ kind: "pgFlip", fbCookie: 10n });
    t.clock.advance(17);
  }
  expect(t.takeEvents().map(({ id }) => id)).toEqual(Array.from({ length: 63 }, (_, i) => i));
  expect(t.records.filter(({ level }) => level === "warn").length).toBeLessThanOrEqual(12);
  await t.send({ kind: "pgFlip", fbCookie: 10n });
  t.clock.advance(17);
  expect(t.takeEvents()).toEqual([{ id: 63, fbCookie: 10n }]);
});

test("a ring index that cannot be closes the device: one fault, one log line, nothing mapped, and dom0 lives", async () => {
  const t = await aHandmadeGuest();
  await t.create();
  t.connectors[0]!.requests.view.setUint32(0, 1000, true);
  t.connectors[0]!.requests.evtchn.notify();
  await settle(5);
  expect(t.faults).toEqual([{ domid: 3, reason: "req_prod 1000" }]);
  expect({ mapped: t.machine.mappedPages(), state: t.machine.store.get(`${t.paths.back}/state`) }).toEqual({ mapped: 0, state: "6" });
  expect(t.machine.store.get("/local/domain/0/error/backend/vdispl/3/0/error")).toBe("22 req_prod 1000");
  expect(t.records.filter(({ level }) => level === "warn").map(({ msg, domid }) => [msg, domid])).toEqual([["device closed", 3]]);
});

test("a connect whose event channel is refused says which, and leaves no page mapped", async () => {
  const t = aCockpit();
  const guest = t.machine.guest(3);
  const paths = addDevice(t.machine.store, { backend: "vdispl", domid: 3 }, {}, { "0/resolution": "1920x720", "0/unique-id": "cluster" });
  const page = await sharePage(guest, DOM0, deaf);
  if (!page.ok) throw new Error("no page");
  t.machine.store.set({
    [`${paths.front}/0/req-ring-ref`]: page.value.ref,
    [`${paths.front}/0/req-event-channel`]: "77",
    [`${paths.front}/state`]: "3",
  });
  await t.host.start();
  await settle(5);
  expect({ faults: t.faults, mapped: t.machine.mappedPages() }).toEqual({
    faults: [{ domid: 3, reason: "0/req-event-channel 77: EINVAL" }],
    mapped: 0,
  });
});
