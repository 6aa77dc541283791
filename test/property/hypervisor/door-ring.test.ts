import fc from "fast-check";
import { expect, test } from "vitest";
import { DOM0 } from "../../../protocol/ids.ts";
import { BackRing, FrontRing, initSharedRing } from "../../../protocol/ring.ts";
import type { DoorPair } from "../../support/door-pair.ts";
import { aDoorPair } from "../../support/door-pair.ts";
import { value } from "../../support/machine.ts";

/** Seconds are plenty; a machine that is busy takes more. */
const PATIENCE_MS = 30_000;

const SLOT = 64;

/** A frontend in the guest's kernel and a backend in dom0, one ring between them, both asleep when they have nothing to do. */
async function ringPair(t: DoorPair): Promise<Ends> {
  const pages = t.kernel.memory.alloc(1);
  const page = pages.page(0);
  initSharedRing(page);
  const refs = pages.grant(DOM0, "rw");
  const front = new FrontRing(page, SLOT);
  const received: number[] = [];
  const onFront = (): void => {
    do for (let rsp = front.take(); rsp; rsp = front.take()) received.push(rsp.getUint32(0, true));
    while (front.finalCheck());
  };
  const asked = t.kernel.evtchn.allocUnbound(DOM0, onFront);
  await t.settle();
  const frontPort = value(await asked);

  const backPage = value(t.machine.hypercalls(DOM0).map(t.domid, refs, "rw")).page(0);
  const back = new BackRing(backPage, SLOT);
  const taken: number[] = [];
  const onBack = (): void => {
    do for (let req = back.take(); req; req = back.take()) taken.push(req.getUint32(0, true));
    while (back.finalCheck());
  };
  const backPort = value(t.machine.hypercalls(DOM0).bindInterdomain(t.domid, frontPort.port, onBack));
  await t.settle();
  let next = 1;
  return {
    received,
    taken,
    sent: () => next - 1,
    request(count) {
      for (let i = 0; i < count; i++) {
        const base = front.request();
        if (base === undefined) break;
        page.setUint32(base, next++, true);
      }
      if (front.push()) frontPort.notify();
      // A frontend that has put requests looks for responses once before it sleeps, as xen-blkfront does.
      onFront();
    },
    respond(count) {
      for (const id of taken.splice(0, count)) backPage.setUint32(back.response(), id, true);
      if (back.push()) backPort.notify();
    },
  };
}

interface Ends {
  readonly received: readonly number[];
  /** Requests that the backend took and has not answered. */
  readonly taken: readonly number[];
  sent(): number;
  request(count: number): void;
  respond(count: number): void;
}

const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("step" as const), choice: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("request" as const), count: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("respond" as const), count: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("time" as const), ms: fc.nat(3) }) },
);

test(
  "over two copies and a slow port, no wake-up is lost: every request is answered and every answer seen, in order",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 20, maxLength: 200 }), async (actions) => {
        const t = aDoorPair();
        const ends = await ringPair(t);
        for (const act of actions) {
          if (act.kind === "step") t.step(act.choice);
          else if (act.kind === "request") ends.request(act.count);
          else if (act.kind === "respond") ends.respond(act.count);
          else t.clock.advance(act.ms);
        }
        // From here nobody does anything of his own accord but answer what he was woken for.
        await t.settle();
        while (ends.taken.length > 0) {
          ends.respond(3);
          await t.settle();
        }
        expect(ends.received).toEqual(Array.from({ length: ends.sent() }, (_, i) => i + 1));
        expect(t.faults).toEqual([]);
      }),
      { numRuns: 300 },
    );
  },
  PATIENCE_MS,
);

test(
  "when all is quiet, both copies of the page are the same, word for word",
  async () => {
    const write = fc.record({ side: fc.constantFrom("guest", "dom0"), word: fc.nat(511), value: fc.nat(0xffff_ffff), choice: fc.nat(7) });
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 150 }), async (writes) => {
        const t = aDoorPair();
        const pages = t.kernel.memory.alloc(2);
        const refs = pages.grant(DOM0, "rw");
        const asked = t.kernel.evtchn.allocUnbound(DOM0, () => undefined);
        await t.settle();
        const front = value(await asked);
        const back = value(t.machine.hypercalls(DOM0).bindInterdomain(t.domid, front.port, () => undefined));
        const mapping = value(t.machine.hypercalls(DOM0).map(t.domid, refs, "rw"));
        for (const { side, word, value: word32, choice } of writes) {
          // Each word has one writer at a time, as every ring protocol sees to: odd words are the guest's, even ones dom0's.
          if (side === "guest") {
            pages.page(word % 2).setUint32(word * 8 + 4, word32, true);
            front.notify();
          } else {
            mapping.page(word % 2).setUint32(word * 8, word32, true);
            back.notify();
          }
          if (choice < 4) t.step(choice);
        }
        await t.settle();
        for (const i of [0, 1]) expect(octets(pages.page(i)).equals(octets(mapping.page(i)))).toBe(true);
      }),
      { numRuns: 100 },
    );
  },
  PATIENCE_MS,
);

/** As Buffers, whose comparison is thousands of times faster than the runner's. */
const octets = (view: DataView): Buffer => Buffer.from(view.buffer, view.byteOffset, view.byteLength);
