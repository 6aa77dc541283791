import fc from "fast-check";
import { expect, test } from "vitest";
import { BugError } from "../../../protocol/result.ts";
import { BackRing, FrontRing, initSharedRing, ringSize, RingOverflow, sring } from "../../../protocol/ring.ts";

const REQ_PROD = sring.fields.reqProd[0];
const RSP_PROD = sring.fields.rspProd[0];

/** A ring of `slotOctets` slots on so many pages, whose indices all stand at `start`; the pages are of a memory in which they lie end to end. */
function aRingAt(start: number, slotOctets = 64, count = 1) {
  const memory = new ArrayBuffer(count * 4096);
  const [page = new DataView(memory), ...others] = Array.from({ length: count }, (_, i) => new DataView(memory, i * 4096, 4096));
  initSharedRing(page);
  sring.encode(page, 0, { reqProd: start, reqEvent: (start + 1) >>> 0, rspProd: start, rspEvent: (start + 1) >>> 0 });
  const pages = count === 1 ? page : [page, ...others];
  return { page, memory, front: new FrontRing(pages, slotOctets, start), back: new BackRing(pages, slotOctets) };
}

const anyStart = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 2 ** 31 - 40, max: 2 ** 31 + 40 }),
  fc.integer({ min: 2 ** 32 - 80, max: 2 ** 32 - 1 }),
);

test("a ring is a queue each way, whatever its indices start from, near 2^31 and 2^32 too", () => {
  const op = fc.constantFrom("request", "take", "respond", "collect");
  fc.assert(
    fc.property(anyStart, fc.constantFrom([64], [40], [112], [64, 2]), fc.array(op, { maxLength: 300 }), (start, [octets, count], ops) => {
      const { front, back } = aRingAt(start, octets, count);
      const requests: number[] = [];
      const taken: number[] = [];
      const responses: number[] = [];
      let serial = 0;
      for (const what of ops) {
        if (what === "request") {
          const base = front.request();
          expect(base === undefined).toBe(requests.length + taken.length + responses.length === front.nrEnts);
          if (base === undefined) continue;
          front.page.setUint32(base, ++serial, true);
          front.push();
          requests.push(serial);
        } else if (what === "take") {
          const request = back.take();
          expect(request?.getUint32(0, true)).toBe(requests[0]);
          if (request) taken.push(requests.shift()!);
        } else if (what === "respond" && taken.length > 0) {
          const answer = taken.shift()!;
          const base = back.response();
          back.page.setUint32(base, answer, true);
          back.push();
          responses.push(answer);
        } else if (what === "collect") {
          expect(front.take()?.getUint32(0, true)).toBe(responses.shift());
        }
      }
    }),
  );
});

test("a frontend that claims more requests than slots is a fault, at every index", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (reqProd) => {
      const { page, back } = aRingAt(0);
      page.setUint32(REQ_PROD, reqProd, true);
      const take = () => back.take();
      if (reqProd > back.nrEnts) expect(take).toThrow(RingOverflow);
      else expect(take).not.toThrow();
    }),
    { examples: [[32], [33], [0x7fff_ffff], [0x8000_0000], [0xffff_ffff]] },
  );
});

test("a frontend that takes its index back behind what was taken is a fault", () => {
  const { page, front, back } = aRingAt(0);
  for (let i = 0; i < 5; i++) front.request();
  front.push();
  for (let i = 0; i < 5; i++) back.take();
  page.setUint32(REQ_PROD, 3, true);
  expect(() => back.take()).toThrow(RingOverflow);
});

test("a backend that claims responses to requests never made is a fault", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), fc.nat(32), (rspProd, made) => {
      const { page, front } = aRingAt(0);
      for (let i = 0; i < made; i++) front.request();
      front.push();
      page.setUint32(RSP_PROD, rspProd, true);
      const take = () => front.take();
      if (rspProd > made) expect(take).toThrow(RingOverflow);
      else expect(take).not.toThrow();
    }),
  );
});

test("a request is a copy: what the guest writes after it was taken changes nothing", () => {
  const { page, front, back } = aRingAt(0);
  const base = front.request()!;
  page.setUint32(base, 7, true);
  front.push();
  const request = back.take()!;
  page.setUint32(base, 8, true);
  expect(request.getUint32(0, true)).toBe(7);
});

test("a sleeping backend is notified of the first request only, an awake one of none", () => {
  const { front, back } = aRingAt(0xffff_fffe);
  const put = () => {
    front.request();
    return front.push();
  };
  expect([put(), put(), put()]).toEqual([true, false, false]);
  while (back.take());
  expect(put()).toBe(false); // it has not said yet that it sleeps
  expect(back.finalCheck()).toBe(true); // and must not sleep now
  while (back.take());
  expect(back.finalCheck()).toBe(false);
  expect(put()).toBe(true);
});

test("a backend that comes back to a used page goes on behind the last response", () => {
  const { page, front, back } = aRingAt(0);
  for (const n of [1, 2]) page.setUint32(front.request()!, n, true);
  front.push();
  back.take();
  page.setUint32(back.response(), 1, true);
  back.push();
  expect(new BackRing(page, 64).take()?.getUint32(0, true)).toBe(2);
});

test("on sixteen pages there are 512 slots of 64 octets, each where it lies in the pages end to end", () => {
  const { memory, front, back } = aRingAt(0, 64, 16);
  const whole = new DataView(memory);
  const seen: number[] = [];
  for (let i = 0; i < front.nrEnts; i++) {
    const base = front.request()!;
    front.page.setUint32(base, i + 1, true);
    seen.push(whole.getUint32(64 + i * 64, true));
  }
  front.push();
  const taken = seen.map(() => back.take()?.getUint32(0, true));
  const numbers = Array.from({ length: 512 }, (_, i) => i + 1);
  expect([seen, taken]).toEqual([numbers, numbers]);
});

test("slots that would lie on two pages are refused", () => {
  expect(() => aRingAt(0, 112, 2)).toThrow(BugError);
});

test.each([
  [64, 32],
  [112, 32],
  [40, 64],
  [4032, 1],
])("a page has a power of two of %i-octet slots: %i", (octets, slots) => {
  expect(ringSize(4096, octets)).toBe(slots);
});
