import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BackRing, FrontRing, initSharedRing, RingOverflow, sring } from "../../../protocol/ring.ts";
import { haveOracle } from "./gcc.ts";
import { deviations, fill, hex, peersOf, type End, type Half, type Peer, type Run, type Step } from "./peer.ts";

interface Packets {
  readonly request: number;
  readonly response: number;
}

class OurFront implements Half {
  readonly #page: DataView;
  readonly #packets: Packets;
  #ring: FrontRing;

  constructor(page: DataView, packets: Packets) {
    this.#page = page;
    this.#packets = packets;
    this.#ring = this.#ringAt(0);
  }

  does(what: string, number: number): string {
    switch (what) {
      case "start":
        initSharedRing(this.#page);
        if (number !== 0) {
          const event = (number + 1) >>> 0;
          sring.encode(this.#page, 0, { reqProd: number, reqEvent: event, rspProd: number, rspEvent: event });
        }
        this.#ring = this.#ringAt(number);
        return "done";
      case "put": {
        const base = this.#ring.request();
        if (base === undefined) return "full";
        fill(this.#page, base, this.#packets.request, number);
        return "done";
      }
      case "push":
        return this.#ring.push() ? "notify" : "quiet";
      case "take": {
        const response = this.#ring.take();
        return response ? hex(response, this.#packets.response) : "none";
      }
      default:
        return this.#ring.finalCheck() ? "work" : "sleep";
    }
  }

  #ringAt(index: number): FrontRing {
    return new FrontRing(this.#page, Math.max(this.#packets.request, this.#packets.response), index);
  }
}

class OurBack implements Half {
  readonly #page: DataView;
  readonly #packets: Packets;
  #ring: BackRing;
  /** Requests that were taken and are not answered. */
  #owed = 0;

  constructor(page: DataView, packets: Packets) {
    this.#page = page;
    this.#packets = packets;
    this.#ring = this.#attached();
  }

  does(what: string, number: number): string {
    switch (what) {
      case "start":
        this.#ring = this.#attached();
        this.#owed = 0;
        return "done";
      case "put":
        if (this.#owed === 0) return "none-owed";
        this.#owed--;
        fill(this.#page, this.#ring.response(), this.#packets.response, number);
        return "done";
      case "push":
        return this.#ring.push() ? "notify" : "quiet";
      case "take": {
        const request = this.#taken();
        if (request === "overflow" || request === "none") return request;
        this.#owed++;
        return hex(request, this.#packets.request);
      }
      default:
        return this.#ring.finalCheck() ? "work" : "sleep";
    }
  }

  #taken(): DataView | "none" | "overflow" {
    try {
      return this.#ring.take() ?? "none";
    } catch (problem) {
      if (problem instanceof RingOverflow) return "overflow";
      throw problem;
    }
  }

  #attached(): BackRing {
    return new BackRing(this.#page, Math.max(this.#packets.request, this.#packets.response));
  }
}

const RINGS = [
  { name: "displif", header: "xen/io/displif.h", c: ["struct xendispl_req", "struct xendispl_resp"], request: 64, response: 64 },
  {
    name: "blkif, where a response is narrower",
    header: "xen/io/blkif.h",
    c: ["blkif_request_t", "blkif_response_t"],
    request: 112,
    response: 16,
  },
  { name: "256 slots", header: "xen/io/blkif.h", c: ["uint64_t", "uint32_t"], request: 8, response: 4 },
  { name: "one slot", header: "xen/io/xs_wire.h", c: ["uint32_t", "struct xenstore_domain_interface"], request: 4, response: 2076 },
];

/** Where a run's indices start from: a fresh page, and a little before the signed and the unsigned wrap. */
const anyStart = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 2 ** 31 - 24, max: 2 ** 31 + 2 }),
  fc.integer({ min: 2 ** 32 - 24, max: 2 ** 32 - 1 }),
);

const repeated = (end: End, what: string, times: number): readonly Step[] => new Array<Step>(times).fill({ end, what });
const anyCount = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 40 }));

/** Anything at any time. */
const anyBurst = fc.oneof(
  ...(["put", "take"] as const).flatMap((what) => (["front", "back"] as const).map((end) => anyCount.map((n) => repeated(end, what, n)))),
  fc.constantFrom("push", "check").chain((what) => fc.constantFrom<End>("front", "back").map((end) => repeated(end, what, 1))),
  fc.constant(repeated("back", "start", 1)),
);
/** Requests go there and responses come back, some at least; either end may look once more before it sleeps. */
const anyRound = fc
  .record({ asked: anyCount, answered: anyCount, backChecks: fc.boolean(), frontChecks: fc.boolean() })
  .map(({ asked, answered, backChecks, frontChecks }) => [
    ...repeated("front", "put", asked),
    ...repeated("front", "push", 1),
    ...repeated("back", "take", asked),
    ...repeated("back", "check", backChecks ? 1 : 0),
    ...repeated("back", "put", answered),
    ...repeated("back", "push", 1),
    ...repeated("front", "take", answered),
    ...repeated("front", "check", frontChecks ? 1 : 0),
  ]);
const anySteps = fc.array(fc.oneof(anyBurst, anyRound), { minLength: 4, maxLength: 16 }).map((parts) => parts.flat());

const anyRun = fc.record({ dirt: fc.nat(255), start: anyStart, steps: anySteps });

/** How many requests more than it has put: about as many as rings have slots, and the longest lies. */
const anyClaim = fc.oneof(fc.nat(40), fc.integer({ min: 230, max: 260 }), fc.integer({ min: 2 ** 32 - 300, max: 2 ** 32 - 260 }));
/** The frontend behaves, then lies once, and the backend takes what it may. */
const anyLie = fc.record({ run: anyRun, claim: anyClaim, takes: anyCount }).map(({ run, claim, takes }): Run => ({
  ...run,
  steps: [...run.steps, { end: "front", what: "claim", number: claim }, ...repeated("back", "take", takes)],
}));

describe.skipIf(!haveOracle).each(RINGS)("beside ring.h's own macros, $name:", ({ header, c: [request, response], ...packets }) => {
  const aPeer = peersOf("ring", { HEADER: `<${header}>`, REQUEST: request!, RESPONSE: response! });
  const hold = (peer: Peer, ours: Half, any: fc.Arbitrary<Run> = anyRun) =>
    fc.assert(
      fc.asyncProperty(any, async (run) => {
        expect(await deviations(peer, ours, run)).toEqual([]);
      }),
      { numRuns: 20 },
    );

  test("our backend serves C's frontend, and the page is octet for octet what two C halves make of it, after every step", async () => {
    const peer = aPeer("front");
    await hold(peer, new OurBack(peer.page, packets));
  });

  test("a frontend that claims more requests than slots is found out by our backend exactly where RING_REQUEST_PROD_OVERFLOW says so", async () => {
    const peer = aPeer("front");
    await hold(peer, new OurBack(peer.page, packets), anyLie);
  });

  test("our frontend drives C's backend, and the page is octet for octet what two C halves make of it, after every step", async () => {
    const peer = aPeer("back");
    await hold(peer, new OurFront(peer.page, packets));
  });
});
