import { expect, test } from "vitest";
import type { GuestMessage } from "../../../protocol/bridge.ts";
import { type ChangedPages, HOLD_MS, Outbox } from "../../../preload/kernel/outbox.ts";
import { aFakeClock } from "../../support/clock.ts";

const WORDS = Uint32Array.of(1);

/** An outbox of a guest that has written to page 100. */
function anOutbox(written = true) {
  const clock = aFakeClock();
  const posted: GuestMessage[] = [];
  const ends: (() => void)[] = [];
  let changes: ChangedPages = written ? [[100, WORDS]] : [];
  const outbox = new Outbox({
    post: (message) => void posted.push(message),
    takeChanges: () => {
      const taken = changes;
      changes = [];
      return taken;
    },
    schedule: (fire) => void ends.push(fire),
    timers: clock,
  });
  return { outbox, clock, posted, endTurn: () => ends.splice(0).forEach((fire) => fire()) };
}

test("what is urgent to nobody goes alone when nothing else has gone in time, and once", () => {
  const { outbox, clock, posted } = anOutbox();
  outbox.publishLater();
  clock.advance(HOLD_MS - 1);
  outbox.publishLater();
  expect(posted).toEqual([]);
  clock.advance(1);
  expect(posted).toEqual([["notify", [], [[100, WORDS]]]]);
  clock.advance(10 * HOLD_MS);
  expect([posted.length, clock.pending]).toEqual([1, 0]);
});

test("it goes with the next notification, and with that it has gone", () => {
  const { outbox, clock, posted, endTurn } = anOutbox();
  outbox.publishLater();
  outbox.notify(3);
  endTurn();
  expect(posted).toEqual([["notify", [3], [[100, WORDS]]]]);
  expect(clock.pending).toBe(0);
});

test("it goes before any other message", () => {
  const { outbox, clock, posted } = anOutbox();
  outbox.publishLater();
  outbox.send(["suspend"]);
  expect(posted).toEqual([["notify", [], [[100, WORDS]]], ["suspend"]]);
  expect(clock.pending).toBe(0);
});

test("where nothing was written nothing is said", () => {
  const { outbox, clock, posted } = anOutbox(false);
  outbox.publishLater();
  clock.advance(HOLD_MS);
  expect(posted).toEqual([]);
});
