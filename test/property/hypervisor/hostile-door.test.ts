import fc from "fast-check";
import { expect, test } from "vitest";
import { DOM0, grantRef } from "../../../protocol/ids.ts";
import { areRuns, PAGE_RUNS_MAX, PAGE_WORDS, putRuns, takeRuns } from "../../../protocol/page-runs.ts";
import { emulatedPorts } from "../../../main/guests/emulated-ports.ts";
import type { DoorPair } from "../../support/door-pair.ts";
import { aDoorPair } from "../../support/door-pair.ts";
import { value } from "../../support/machine.ts";

/** Seconds are plenty; a machine that is busy takes more. */
const PATIENCE_MS = 30_000;

const small = fc.oneof(fc.nat(40), fc.constantFrom(100, 101, 1023, 1024, 16_383, 16_384, 0x7_ffff, 0x8_0000, 0xffff_ffff, -1, 0.5, NaN));
const wordRuns = fc.oneof(
  fc.uint32Array({ maxLength: 12 }),
  fc
    .tuple(fc.nat(1024), fc.array(fc.nat(0xffff_ffff), { minLength: 1, maxLength: 4 }))
    .map(([start, words]) => Uint32Array.of((start | (words.length << 16)) >>> 0, ...words)),
);
const wellFormed = fc.oneof(
  fc.tuple(fc.constant("xs"), fc.uint8Array({ minLength: 16, maxLength: 64 })),
  fc.tuple(fc.constant("evtchn-alloc"), fc.nat(), fc.nat(4)),
  fc.tuple(fc.constant("evtchn-bind"), fc.nat(), fc.nat(4), fc.integer({ min: 1, max: 8 })),
  fc.tuple(fc.constant("evtchn-close"), fc.integer({ min: 1, max: 8 })),
  fc.tuple(fc.constant("grant"), fc.integer({ min: 8, max: 20 }), fc.integer({ min: 1, max: 8 }), fc.nat(110), fc.nat(4), fc.boolean()),
  fc.tuple(fc.constant("ungrant"), fc.integer({ min: 8, max: 20 }), fc.integer({ min: 1, max: 8 })),
  fc.tuple(fc.constant("notify"), fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 4 }), fc.array(fc.tuple(fc.nat(110), wordRuns))),
);
/** A well-formed message with one field of it replaced, dropped or added. */
const mutated = fc
  .tuple(wellFormed, fc.nat(6), fc.oneof(small, fc.anything()), fc.constantFrom("set", "drop", "add"))
  .map(([message, at, with_, how]) => {
    const fields: unknown[] = [...message];
    if (how === "drop") fields.splice(at % fields.length, 1);
    else fields.splice(at % fields.length, how === "set" ? 1 : 0, with_);
    return fields;
  });

/** A neighbour with a page and a port that dom0 uses, and a frontend that dom0 hosts for the guest itself. */
async function bystanders(t: DoorPair): Promise<() => unknown> {
  const neighbour = t.machine.guest();
  const theirs = [neighbour, t.domid].map((domid) => emulatedPorts(t.machine.hypercalls(domid), {} as never));
  const pages = theirs.map(({ memory }) => memory.alloc(1));
  const refs = pages.map((page) => page.grant(DOM0, "rw"));
  const ports = await Promise.all(theirs.map(async ({ evtchn }) => value(await evtchn.allocUnbound(DOM0, () => undefined))));
  let upcalls = 0;
  ports.forEach(({ port }, i) => value(t.machine.hypercalls(DOM0).bindInterdomain(theirs[i]?.domid ?? DOM0, port, () => upcalls++)));
  t.machine.run();
  upcalls = 0;
  return () => ({
    words: pages.map((page) => page.page(0).getUint32(0, true)),
    accounting: t.machine.hypervisor.accounting(neighbour),
    upcalls,
    mappable: refs.map((ref, i) => {
      const mapped = t.machine.hypercalls(DOM0).map(theirs[i]?.domid ?? DOM0, [grantRef(ref[0] ?? 0)], "rw");
      if (mapped.ok) mapped.value.unmap();
      return mapped.ok;
    }),
  });
}

test(
  "whatever a guest sends, nothing is thrown at dom0, at most one fault is reported, and no other domain is touched",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(wellFormed, mutated, fc.anything()), { maxLength: 30 }), async (messages) => {
        const t = aDoorPair({ maxPages: 8 });
        const look = await bystanders(t);
        const before = look();
        for (const message of messages) {
          t.door.receive(message);
          t.machine.run();
        }
        expect(look()).toEqual(before);
        expect(t.faults.length).toBeLessThanOrEqual(1);
        expect(t.machine.hypervisor.accounting(t.domid).pages).toBeLessThanOrEqual(8);
        t.machine.hypervisor.destroy(t.domid);
        expect(t.machine.hypervisor.accounting(t.domid)).toEqual({ ports: 0, grants: 0, pins: 0, mapped: 0, pages: 0 });
      }),
      { numRuns: 500 },
    );
  },
  PATIENCE_MS,
);

test(
  "runs that pass the check stay on their page, whatever they are",
  () => {
    fc.assert(
      fc.property(fc.uint32Array({ maxLength: 20, max: 0x0004_0410 }), (runs) => {
        const guarded = new Uint32Array(PAGE_WORDS * 3).fill(0xee);
        if (!areRuns(runs)) return;
        putRuns(runs, guarded.subarray(PAGE_WORDS, 2 * PAGE_WORDS), undefined);
        expect([...guarded.subarray(0, PAGE_WORDS), ...guarded.subarray(2 * PAGE_WORDS)].every((word) => word === 0xee)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  },
  PATIENCE_MS,
);

/** Thousands of times faster than the runner's comparison. */
const same = (a: Uint32Array, b: Uint32Array): boolean => a.every((word, at) => word === b[at]);

test(
  "runs carry what changed and no other word, and make the copies equal",
  () => {
    const writes = fc.array(fc.tuple(fc.nat(PAGE_WORDS - 1), fc.nat(3)), { maxLength: 60 });
    fc.assert(
      fc.property(writes, writes, (first, second) => {
        const [ours, shadow, theirs] = [0, 1, 2].map(() => new Uint32Array(PAGE_WORDS)) as [Uint32Array, Uint32Array, Uint32Array];
        for (const round of [first, second]) {
          for (const [at, word] of round) ours[at] = word;
          const changed = ours.filter((word, at) => word !== shadow[at]).length;
          const runs = takeRuns(ours, shadow);
          if (runs) {
            expect(areRuns(runs)).toBe(true);
            putRuns(runs, theirs, undefined);
          }
          let carried = 0;
          for (let i = 0; runs && i < runs.length; i += 1 + ((runs[i] ?? 0) >>> 16)) carried += (runs[i] ?? 0) >>> 16;
          expect([carried, same(theirs, ours), same(shadow, ours)]).toEqual([changed, true, true]);
        }
      }),
      { numRuns: 300 },
    );
  },
  PATIENCE_MS,
);

test("the page with the most runs is the longest there is", () => {
  const words = new Uint32Array(PAGE_WORDS).map((_, at) => at % 2);
  const all = new Uint32Array(PAGE_WORDS).fill(1);
  const lengths = [words, all].map((page) => takeRuns(page, new Uint32Array(PAGE_WORDS))?.length);
  expect([lengths, PAGE_RUNS_MAX]).toEqual([[1024, 1025], 1025]);
});

test(
  "a guest that only ever sends what it may never faults",
  () => {
    fc.assert(
      fc.property(fc.array(wellFormed, { maxLength: 40 }), (messages) => {
        const t = aDoorPair();
        for (const message of messages) {
          const runs = message[0] === "notify" ? (message[2] as [number, Uint32Array][]) : [];
          if (runs.every(([, each]) => areRuns(each))) t.door.receive(message);
        }
        t.machine.run();
        expect(t.faults).toEqual([]);
      }),
      { numRuns: 200 },
    );
  },
  PATIENCE_MS,
);
