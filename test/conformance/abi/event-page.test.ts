import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BackEventPage, FrontEventPage, type EventRingLayout } from "../../../protocol/event-page.ts";
import { cameraInRing } from "../../../protocol/io/cameraif.ts";
import { displInRing } from "../../../protocol/io/displif.ts";
import { kbdInRing } from "../../../protocol/io/kbdif.ts";
import { sndInRing } from "../../../protocol/io/sndif.ts";
import { haveOracle } from "./gcc.ts";
import { deviations, fill, hex, peersOf, type End, type Half, type Peer, type Step } from "./peer.ts";

class OurFront implements Half {
  readonly #page: DataView;
  readonly #layout: EventRingLayout;
  #events: FrontEventPage;

  constructor(page: DataView, layout: EventRingLayout) {
    this.#page = page;
    this.#layout = layout;
    this.#events = new FrontEventPage(page, layout);
  }

  does(what: string, number: number): string {
    if (what === "take") {
      const event = this.#events.take();
      return event ? hex(event, this.#layout.slotOctets) : "none";
    }
    if (what === "start") this.#events = new FrontEventPage(this.#page, this.#layout, number);
    else this.#events.release();
    return "done";
  }
}

class OurBack implements Half {
  readonly #page: DataView;
  readonly #layout: EventRingLayout;
  #events: BackEventPage;

  constructor(page: DataView, layout: EventRingLayout) {
    this.#page = page;
    this.#layout = layout;
    this.#events = new BackEventPage(page, layout);
  }

  does(what: string, number: number): string {
    if (what === "start") {
      this.#events = new BackEventPage(this.#page, this.#layout);
      return "done";
    }
    const base = this.#events.slot();
    if (base === undefined) return "full";
    fill(this.#page, base, this.#layout.slotOctets, number);
    this.#events.publish();
    return "done";
  }
}

const PAGES = [
  { name: "kbdif", layout: kbdInRing, prefix: "XENKBD", page: "struct xenkbd_page", event: "union xenkbd_in_event" },
  { name: "displif", layout: displInRing, prefix: "XENDISPL", page: "struct xendispl_event_page", event: "struct xendispl_evt" },
  { name: "sndif", layout: sndInRing, prefix: "XENSND", page: "struct xensnd_event_page", event: "struct xensnd_evt" },
  { name: "cameraif", layout: cameraInRing, prefix: "XENCAMERA", page: "struct xencamera_event_page", event: "struct xencamera_evt" },
];

/** A fresh page, and a little before the wraps: where 2^32 has no whole number of rings, slots repeat or are left out. */
const anyStart = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 2 ** 31 - 70, max: 2 ** 31 }),
  fc.integer({ min: 2 ** 32 - 70, max: 2 ** 32 - 1 }),
);

const repeated = (end: End, what: string, times: number): readonly Step[] => new Array<Step>(times).fill({ end, what });
const anyCount = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 70 }));
const anySteps = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: anyCount.map((n) => repeated("back", "put", n)) },
      { weight: 3, arbitrary: anyCount.map((n) => repeated("front", "take", n)) },
      { weight: 2, arbitrary: fc.constant(repeated("front", "release", 1)) },
      { weight: 1, arbitrary: fc.constant(repeated("back", "start", 1)) },
    ),
    { minLength: 4, maxLength: 16 },
  )
  .map((bursts) => bursts.flat());

const anyRun = fc.record({ dirt: fc.nat(255), start: anyStart, steps: anySteps });

describe.skipIf(!haveOracle).each(PAGES)("beside the macros of $name.h:", ({ name, layout, prefix, page, event }) => {
  const aPeer = peersOf("events", {
    HEADER: `<xen/io/${name}.h>`,
    PAGE: page,
    EVENT: event,
    SLOT: `${prefix}_IN_RING_REF`,
    SLOTS: `${prefix}_IN_RING_LEN`,
  });
  const hold = (peer: Peer, ours: Half) =>
    fc.assert(
      fc.asyncProperty(anyRun, async (run) => {
        expect(await deviations(peer, ours, run)).toEqual([]);
      }),
      { numRuns: 20 },
    );

  test("C's frontend takes our backend's events, and the page is octet for octet what two C halves make of it, after every step", async () => {
    const peer = aPeer("front");
    await hold(peer, new OurBack(peer.page, layout));
  });

  test("our frontend takes C's backend's events, and the page is octet for octet what two C halves make of it, after every step", async () => {
    const peer = aPeer("back");
    await hold(peer, new OurFront(peer.page, layout));
  });
});
