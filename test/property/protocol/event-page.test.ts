import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BackEventPage, FrontEventPage } from "../../../protocol/event-page.ts";
import { displInRing } from "../../../protocol/io/displif.ts";
import { kbdInRing } from "../../../protocol/io/kbdif.ts";
import { RingOverflow } from "../../../protocol/ring.ts";

describe.each([
  { name: "kbdif", layout: kbdInRing, slots: 51, octets: 40, at: 1024 },
  { name: "displif", layout: displInRing, slots: 63, octets: 64, at: 64 },
])("the event page of $name", ({ layout, slots, octets, at }) => {
  test("an event lies where index mod slots says, at every index of 2^32, the wrap too", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (index) => {
        const view = new DataView(new ArrayBuffer(4096));
        view.setUint32(0, index, true);
        view.setUint32(4, index, true);
        expect(new BackEventPage(view, layout).slot()).toBe(at + (index % slots) * octets);
      }),
      { examples: [[0xffff_ffff], [0], [0x7fff_ffff], [0x8000_0000]] },
    );
  });

  test("it is a bounded queue, for a frontend that gives slots back when it likes", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31), fc.array(fc.constantFrom("put", "take", "release"), { maxLength: 400 }), (start, ops) => {
        const view = new DataView(new ArrayBuffer(4096));
        const front = new FrontEventPage(view, layout, start);
        const back = new BackEventPage(view, layout);
        const queue: number[] = [];
        let unreleased = 0;
        let serial = 0;
        for (const what of ops) {
          if (what === "put") {
            const base = back.slot();
            expect(base === undefined).toBe(queue.length + unreleased === slots);
            if (base === undefined) continue;
            view.setUint32(base, ++serial, true);
            back.publish();
            queue.push(serial);
          } else if (what === "take") {
            const event = front.take();
            expect(event?.getUint32(0, true)).toBe(queue[0]);
            if (event) {
              queue.shift();
              unreleased++;
            }
          } else {
            front.release();
            unreleased = 0;
          }
        }
      }),
    );
  });

  test("a hostile in_cons makes the ring full or not, and never moves a slot off the ring", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 0, max: 0xffff_ffff }), (inCons, inProd) => {
        const view = new DataView(new ArrayBuffer(4096));
        view.setUint32(0, inCons, true);
        view.setUint32(4, inProd, true);
        const back = new BackEventPage(view, layout);
        const full = (inProd - inCons) >>> 0 >= slots;
        expect(back.slot()).toBe(full ? undefined : at + (inProd % slots) * octets);
        expect(back.room).toBe(full ? 0 : slots - ((inProd - inCons) >>> 0));
      }),
    );
  });

  test("a guest that rewrites in_prod does not move the backend's own index", () => {
    const view = new DataView(new ArrayBuffer(4096));
    const back = new BackEventPage(view, layout);
    view.setUint32(4, 40, true);
    back.publish();
    expect(view.getUint32(4, true)).toBe(1);
  });

  test("an in_prod more than a ring ahead is a fault to the frontend", () => {
    const view = new DataView(new ArrayBuffer(4096));
    const front = new FrontEventPage(view, layout);
    view.setUint32(4, slots + 1, true);
    expect(() => front.take()).toThrow(RingOverflow);
  });
});

test("at the wrap kbdif's indices 2^32 - 1 and 0 share a slot, and displif's jump from slot 3 to slot 0", () => {
  const pair = (layout: typeof kbdInRing) => {
    const view = new DataView(new ArrayBuffer(4096));
    new FrontEventPage(view, layout, 0xffff_ffff);
    const back = new BackEventPage(view, layout);
    const last = back.slot()!;
    back.publish();
    return [last, back.slot()!].map((base) => (base - layout.ringAt) / layout.slotOctets);
  };
  expect({ kbdif: pair(kbdInRing), displif: pair(displInRing) }).toEqual({ kbdif: [0, 0], displif: [3, 0] });
});
