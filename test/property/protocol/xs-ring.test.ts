import fc from "fast-check";
import { expect, test } from "vitest";
import { XENSTORE_RING_SIZE, XsClientRing, XsServerRing } from "../../../protocol/io/xs-ring.ts";

const index = fc.oneof(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 0xffff_f000, max: 0xffff_ffff }));
const step = fc.record({ what: fc.constantFrom("ask", "serve", "answer", "hear"), count: fc.nat(1500) });

/** What moves through a queue of 1024 octets, by a list. */
class Model {
  readonly #octets: number[] = [];
  #serial = 0;

  next(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, (_, i) => (this.#serial + i) & 0xff);
  }

  put(count: number): number {
    const fits = Math.min(count, XENSTORE_RING_SIZE - this.#octets.length);
    for (let i = 0; i < fits; i++) this.#octets.push(this.#serial++ & 0xff);
    return fits;
  }

  take(count: number): readonly number[] {
    return this.#octets.splice(0, count);
  }
}

test("server against client is a queue of 1024 octets each way, from any index on", () => {
  fc.assert(
    fc.property(index, index, fc.array(step, { maxLength: 200 }), (req, rsp, steps) => {
      const view = new DataView(new ArrayBuffer(4096));
      for (const [at, start] of [[2048, req], [2052, req], [2056, rsp], [2060, rsp]] as const) view.setUint32(at, start, true); // prettier-ignore
      const [client, server] = [new XsClientRing(view), new XsServerRing(view)];
      const [requests, replies] = [new Model(), new Model()];
      for (const { what, count } of steps) {
        if (what === "ask" || what === "answer") {
          const [half, model] = what === "ask" ? [client, requests] : [server, replies];
          const put = half.put(model.next(count));
          expect(put).toBe(model.put(count));
        } else {
          const [half, model] = what === "serve" ? [server, requests] : [client, replies];
          const into = new Uint8Array(count);
          const taken = half.take(into);
          expect([...into.subarray(0, taken)]).toEqual(model.take(count));
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("whatever lies on the page, both halves move only octets of their own arrays and indices, and at most a ring of them", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 28, maxLength: 28 }),
      fc.constantFrom("take", "put"),
      fc.boolean(),
      fc.nat(3000),
      (page, what, served, count) => {
        const octets = new Uint8Array(4096).fill(0x55);
        octets.set(page, 2048);
        const before = octets.slice();
        const view = new DataView(octets.buffer);
        const moved = (served ? new XsServerRing(view) : new XsClientRing(view))[what](new Uint8Array(count).fill(0xaa));
        const distance = (at: number): number => (view.getUint32(at + 4, true) - view.getUint32(at, true)) >>> 0;
        const queue = served === (what === "take") ? { array: 0, at: 2048 } : { array: 1024, at: 2056 };
        const changed = [...octets.keys()].filter((i) => octets[i] !== before[i]);
        const own = what === "take" ? [queue.at, queue.at + 4] : [queue.at + 4, queue.at + 8];
        const allowed = (i: number): boolean =>
          (i >= own[0]! && i < own[1]!) || (what === "put" && i >= queue.array && i < queue.array + 1024);
        expect(changed.filter((i) => !allowed(i))).toEqual([]);
        if (moved === undefined) expect([changed, distance(queue.at) > 1024]).toEqual([[], true]);
        else expect([moved <= count, moved <= 1024, distance(queue.at) <= 1024]).toEqual([true, true, true]);
      },
    ),
    {
      numRuns: 1000,
      examples: [
        [Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 3, 0, 0), "take", true, 3000],
        [new Uint8Array(28), "put", true, 3000],
      ].map(([page, ...rest]) => [Uint8Array.from({ length: 28 }, (_, i) => (page as Uint8Array)[i] ?? 0), ...rest]) as never,
    },
  );
});
