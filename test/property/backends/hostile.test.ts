import fc from "fast-check";
import { expect, test } from "vitest";
import { VdisplFrontend } from "../../../preload/frontends/vdispl-frontend.ts";
import { VkbdFrontend } from "../../../preload/frontends/vkbd-frontend.ts";
import { VssFrontend } from "../../../preload/frontends/vss-frontend.ts";
import { XenbusFrontend } from "../../../preload/frontends/xenbus-frontend.ts";
import { XENDISPL_OP_DBUF_CREATE, XENDISPL_OP_GET_EDID } from "../../../protocol/io/displif.ts";
import { settle } from "../../support/clock.ts";
import { aCockpit, addDevice } from "../../support/ports-cockpit.ts";

/** A guest with all three devices connected, whose pages are then written by the test. */
async function aConnectedGuest() {
  const t = aCockpit();
  const { store } = t.machine;
  const vdispl = addDevice(store, { backend: "vdispl", domid: 3 }, {}, { "0/resolution": "64x64", "0/unique-id": "cluster" });
  const vkbd = addDevice(store, { backend: "vkbd", domid: 3 }, { "unique-id": "cluster" });
  const vss = addDevice(store, { backend: "vss", domid: 3 });
  await t.host.start();
  let asleep = false;
  const plain = t.machine.guest(3);
  const guest = { ...plain, evtchn: until(plain.evtchn, () => asleep) };
  await new XenbusFrontend(guest, "vdispl", 0, new VdisplFrontend(guest, { onConnected: () => {}, onCredit: () => {} })).start();
  await new XenbusFrontend(guest, "vkbd", 0, new VkbdFrontend(guest, { onEvent: () => {} })).start();
  await new XenbusFrontend(guest, "vss", 0, new VssFrontend(guest, { onSignal: () => {} })).start();
  await settle(6);
  asleep = true;
  const number = (path: string) => Number(store.get(path));
  return {
    ...t,
    paths: { vdispl, vkbd, vss },
    pages: [
      number(`${vdispl.front}/0/req-ring-ref`),
      number(`${vdispl.front}/0/evt-ring-ref`),
      number(`${vkbd.front}/page-gref`),
      number(`${vss.front}/page-gref`),
    ].map((ref) => t.machine.pageOf(ref)),
    ports: [`${vdispl.front}/0/req-event-channel`, `${vdispl.front}/0/evt-event-channel`, `${vkbd.front}/event-channel`].map(number),
  };
}

type Evtchn = ReturnType<ReturnType<typeof aCockpit>["machine"]["guest"]>["evtchn"];

/** The honest frontend's own upcalls stop when the test begins to write on its pages. */
function until(evtchn: Evtchn, asleep: () => boolean): Evtchn {
  return {
    ...evtchn,
    allocUnbound: (remote, upcall) =>
      evtchn.allocUnbound(remote, () => {
        if (!asleep()) upcall();
      }),
  };
}

const anyWord = fc.oneof(
  fc.integer({ min: 0, max: 0xffff_ffff }),
  fc.integer({ min: 0, max: 70 }),
  fc.constantFrom(0x7fff_ffff, 0x8000_0000, 0xffff_ffff),
);
const anyWrite = fc.record({ page: fc.nat(3), word: fc.oneof(fc.nat(1023), fc.nat(3), fc.nat(40)), value: anyWord });

test("whatever a guest writes anywhere on its ring and event pages, no backend throws, and the worst is a closed device", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyWrite, { minLength: 1, maxLength: 60 }), async (writes) => {
      const t = await aConnectedGuest();
      const thrown: unknown[] = [];
      const onThrown = (problem: unknown): void => void thrown.push(problem);
      process.on("uncaughtException", onThrown);
      process.on("unhandledRejection", onThrown);
      for (const { page, word, value } of writes) t.pages[page]!.setUint32(word * 4, value, true);
      for (const port of t.ports) t.machine.kick(port);
      t.clock.advance(40);
      for (const { port } of t.seat.ports) for (let i = 0; i < 60; i++) port.motion(1, 1, 0);
      t.signals.set(0, 1);
      await t.clock.advanceAsync(40);
      process.off("uncaughtException", onThrown);
      process.off("unhandledRejection", onThrown);
      expect(thrown).toEqual([]);
      for (const { domid } of t.faults) expect(domid).toBe(3);
      const states = Object.values(t.paths).map(({ back }) => t.machine.store.get(`${back}/state`));
      for (const state of states) expect(["4", "6", "2"]).toContain(state);
      t.host.close();
      expect(t.machine.mappedPages()).toBe(0);
    }),
    { numRuns: 60 },
  );
}, 30_000);

test("any request octets are answered, one response each, and never throw", async () => {
  const anyRequest = fc.record({
    operation: fc.oneof(fc.integer({ min: XENDISPL_OP_DBUF_CREATE, max: XENDISPL_OP_GET_EDID }), fc.nat(255)),
    words: fc.array(fc.oneof(anyWord, fc.constantFrom(1, 2, 3, 4, 8, 32, 64, 4096, 16384)), { minLength: 14, maxLength: 14 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(anyRequest, { minLength: 1, maxLength: 25 }), async (requests) => {
      const t = await aConnectedGuest();
      const [ring] = t.pages;
      const from = ring!.getUint32(0, true);
      requests.forEach(({ operation, words }, i) => {
        const base = 64 + ((from + i) % 32) * 64;
        ring!.setUint16(base, 1000 + i, true);
        ring!.setUint8(base + 2, operation);
        words.forEach((word, n) => ring!.setUint32(base + 8 + n * 4, word, true));
      });
      ring!.setUint32(0, (from + requests.length) >>> 0, true);
      t.machine.kick(t.ports[0]!);
      await settle(requests.length + 5);
      const answered = Array.from({ length: requests.length }, (_, i) => ring!.getUint16(64 + ((from + i) % 32) * 64, true));
      expect({ answered, faults: t.faults }).toEqual({ answered: requests.map((_, i) => 1000 + i), faults: [] });
      expect(ring!.getUint32(8, true)).toBe((from + requests.length) >>> 0);
      t.host.close();
      expect(t.machine.mappedPages()).toBe(0);
    }),
    { numRuns: 80 },
  );
}, 30_000);

test("whatever a guest writes into its own nodes, in whatever order, its backends settle and nothing stays mapped in the end", async () => {
  const anyNode = fc.record({
    key: fc.constantFrom(
      "state",
      "state",
      "state",
      "page-gref",
      "event-channel",
      "0/req-ring-ref",
      "0/evt-event-channel",
      "0/resolution",
      "version",
    ),
    value: fc.oneof(
      fc.integer({ min: 0, max: 9 }).map(String),
      fc.constantFrom("", "-1", "1e9", "4294967296", "0x8", " 3", "999999"),
      fc.string(),
    ),
    device: fc.constantFrom("vdispl", "vkbd", "vss"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(anyNode, { maxLength: 25 }), async (writes) => {
      const t = await aConnectedGuest();
      for (const { device, key, value } of writes) {
        t.machine.store.set({ [`/local/domain/3/device/${device}/0/${key}`]: value });
        await settle(1);
      }
      await settle(5);
      t.machine.store.remove("/local/domain/0/backend/vdispl/3");
      t.machine.store.remove("/local/domain/0/backend/vkbd/3");
      t.machine.store.remove("/local/domain/0/backend/vss/3");
      await settle(5);
      expect({ mapped: t.machine.mappedPages(), devices: [...t.host.devices].length, input: t.seat.ports.size }).toEqual({
        mapped: 0,
        devices: 0,
        input: 0,
      });
    }),
    { numRuns: 40 },
  );
}, 30_000);
