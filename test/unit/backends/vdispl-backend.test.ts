import { expect, test } from "vitest";
import { FrontEventPage } from "../../../protocol/event-page.ts";
import {
  displEvt,
  displInRing,
  displReq,
  displResp,
  DRM_FORMAT_XRGB8888,
  GREF_DIR_GREFS_AT,
  GREFS_A_DIRECTORY_PAGE,
  XEN_ERRNO,
  XENDISPL_PACKET_SIZE,
  type DisplReq,
} from "../../../protocol/io/displif.ts";
import type { NewRequest } from "../../../preload/frontends/connector-frontend.ts";
import { sharePage } from "../../../preload/frontends/shared-page.ts";
import { DOM0 } from "../../../protocol/ids.ts";
import { FrontRing, initSharedRing } from "../../../protocol/ring.ts";
import { settle } from "../../support/clock.ts";
import { aCockpit, addDevice } from "../../support/ports-cockpit.ts";

const deaf = { onUpcall: () => {}, onBroken: () => {} };

/** A guest that speaks displif by hand, connected with two connectors: what it sends and what it is answered. */
async function aHandmadeGuest() {
  const t = aCockpit();
  const guest = t.machine.guest(3);
  const front = { "0/resolution": "1920x720", "0/unique-id": "cluster", "1/resolution": "1280x800", "1/unique-id": "ivi" };
  const paths = addDevice(t.machine.store, { backend: "vdispl", domid: 3 }, {}, front);
  const connectors = await Promise.all(
    [0, 1].map(async (index) => {
      const requests = await sharePage(guest, DOM0, deaf);
      const events = await sharePage(guest, DOM0, deaf);
      if (!requests.ok || !events.ok) throw new Error("no page");
      t.machine.store.set({
        [`${paths.front}/${index}/req-ring-ref`]: requests.value.ref,
        [`${paths.front}/${index}/req-event-channel`]: requests.value.port,
        [`${paths.front}/${index}/evt-ring-ref`]: events.value.ref,
        [`${paths.front}/${index}/evt-event-channel`]: events.value.port,
      });
      initSharedRing(requests.value.view);
      return {
        requests: requests.value,
        ring: new FrontRing(requests.value.view, XENDISPL_PACKET_SIZE),
        events: new FrontEventPage(events.value.view, displInRing),
      };
    }),
  );
  await t.host.start();
  t.machine.store.set({ [`${paths.front}/state`]: "3" });
  await settle(5);
  let id = 100;
  const send = async (request: NewRequest | { readonly kind: "raw"; readonly operation: number }, connector = 0): Promise<number> => {
    const { requests, ring } = connectors[connector]!;
    const base = ring.request()!;
    const sent = ++id;
    if (request.kind === "raw") {
      requests.view.setUint16(base, sent, true);
      requests.view.setUint8(base + 2, request.operation);
    } else displReq.encode(requests.view, base, { ...request, id: sent });
    ring.push();
    requests.evtchn.notify();
    await settle();
    const response = displResp.decode(ring.take()!, 0);
    expect(response.id).toBe(sent);
    return response.status;
  };
  const takeEvents = (connector = 0) => {
    const out: { id: number; fbCookie: bigint }[] = [];
    for (let octets = connectors[connector]!.events.take(); octets; octets = connectors[connector]!.events.take()) {
      const { id: eventId, fbCookie } = displEvt.decode(octets, 0);
      out.push({ id: eventId, fbCookie });
    }
    connectors[connector]!.events.release();
    return out;
  };
  /** A directory of `pages` grefs over as many directory pages as needed. */
  const aDirectory = (pages: number, tail = 0) => {
    const buffer = guest.memory.alloc(pages);
    const refs = buffer.grant(DOM0, "rw");
    const directory = guest.memory.alloc(Math.ceil(pages / GREFS_A_DIRECTORY_PAGE));
    const own = directory.grant(DOM0, "rw");
    refs.forEach((ref, i) =>
      directory.page(Math.floor(i / GREFS_A_DIRECTORY_PAGE)).setUint32(GREF_DIR_GREFS_AT + (i % GREFS_A_DIRECTORY_PAGE) * 4, ref, true),
    );
    own.forEach((_, i) => directory.page(i).setUint32(0, own[i + 1] ?? tail, true));
    return { first: own[0]!, directory, refs };
  };
  const create = (overrides: Partial<Extract<NewRequest, { kind: "dbufCreate" }>> = {}) => {
    const { first } = aDirectory(25);
    const base = { dbufCookie: 1n, width: 160, height: 160, bpp: 32, bufferSz: 102400, flags: 0, grefDirectory: first, dataOfs: 0 };
    return send({ kind: "dbufCreate", ...base, ...overrides });
  };
  const attach = (overrides: Partial<Extract<NewRequest, { kind: "fbAttach" }>> = {}, connector = 0) =>
    send(
      { kind: "fbAttach", dbufCookie: 1n, fbCookie: 10n, width: 160, height: 160, pixelFormat: DRM_FORMAT_XRGB8888, ...overrides },
      connector,
    );
  const config = (fbCookie: bigint, connector = 0, overrides = {}) =>
    send({ kind: "setConfig", fbCookie, x: 0, y: 0, width: 160, height: 160, bpp: 32, ...overrides }, connector);
  const off = (connector = 0) => send({ kind: "setConfig", fbCookie: 0n, x: 0, y: 0, width: 0, height: 0, bpp: 0 }, connector);
  return { ...t, paths, connectors, send, takeEvents, aDirectory, create, attach, config, off };
}

const E = (name: keyof typeof XEN_ERRNO): number => -XEN_ERRNO[name];

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

test("a framebuffer on the screen, or waiting to be, is busy until another is or the connector is off", async () => {
  const t = await aHandmadeGuest();
  await t.create();
  for (const fbCookie of [10n, 11n]) await t.attach({ fbCookie });
  await t.config(10n);
  await t.send({ kind: "pgFlip", fbCookie: 11n });
  const detach = (fbCookie: bigint) => t.send({ kind: "fbDetach", fbCookie });
  expect([await detach(10n), await detach(11n)]).toEqual([E("EBUSY"), E("EBUSY")]);
  t.clock.advance(17);
  expect([await detach(10n), await detach(11n)]).toEqual([0, E("EBUSY")]);
  await t.send({ kind: "pgFlip", fbCookie: 11n });
  expect([await t.off(), await detach(11n)]).toEqual([0, 0]);
  expect(t.connectors[0] && t.takeEvents().length).toBe(1); // the dropped flip is not reported
});

test.each([
  ["a cookie of 0", { dbufCookie: 0n }, "EINVAL"],
  ["no width", { width: 0 }, "EINVAL"],
  ["no height", { height: 0 }, "EINVAL"],
  ["a depth that is none", { bpp: 31 }, "EINVAL"],
  ["flags that are none", { flags: 2 }, "EINVAL"],
  ["allocation by the backend", { flags: 1 }, "EOPNOTSUPP"],
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
  ["of a format of another depth", { pixelFormat: 0x36314752 }],
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

test("an EDID, and an operation that is none, are EOPNOTSUPP", async () => {
  const t = await aHandmadeGuest();
  const statuses = [await t.send({ kind: "getEdid", bufferSz: 32768, grefDirectory: 8 }), await t.send({ kind: "raw", operation: 0x0f })];
  expect(statuses).toEqual([E("EOPNOTSUPP"), E("EOPNOTSUPP")]);
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
