import fc from "fast-check";
import { expect, test } from "vitest";
import {
  emptyCentre,
  INFO_MS,
  LIST_MS,
  LIST_ROWS,
  listed,
  SAME_MS,
  shown,
  step,
  waiting,
  type Centre,
  type CentreEvent,
} from "../../../../renderer/guests/cluster/message-centre.ts";
import type { Level, Message } from "../../../../renderer/guests/cluster/messages.ts";
import type { TextKey } from "../../../../renderer/guests/cluster/text/texts.ts";

const aMessage = (text: TextKey, level: Level): Message => ({ id: text, level, icon: "data", text });
const oil = aMessage("oilPressure", "danger");
const esc = aMessage("stability", "warn");
const tyre = aMessage("tyreRearLeft", "warn");
const ice = aMessage("ice", "info");

const active = (...messages: readonly Message[]): CentreEvent => ({ kind: "active", messages });
const ok: CentreEvent = { kind: "ok" };
const list: CentreEvent = { kind: "list" };
const wait = (elapsed: number): CentreEvent => ({ kind: "time", elapsed });

test("a warning takes the place of an information at once, which comes back when the warning is acknowledged", () => {
  expect(bands(active(ice), active(esc, ice), ok)).toEqual(["ice", "stability", "ice"]);
});

test("OK acknowledges the one message in the band, and the next one follows", () => {
  expect(bands(active(oil, esc, tyre), ok, ok, ok, ok)).toEqual(["oilPressure", "stability", "tyreRearLeft", undefined, undefined]);
});

test("an acknowledged message stays in the list for as long as it is true", () => {
  const filed = after(active(esc, ice), ok, list);
  const over = after(active(esc, ice), ok, list, active(ice));
  expect([listed(filed)?.rows, listed(over)?.rows]).toEqual([[esc, ice], [ice]]);
});

test("what is not in the band is counted, in the colour of the worst", () => {
  const counts = [[], [active(ice)], [active(esc, ice)], [active(esc, ice), ok], [active(oil, esc), ok, ok]].map((events) =>
    waiting(after(...events)),
  );
  expect(counts).toEqual([undefined, undefined, { count: 1, level: "info" }, { count: 1, level: "warn" }, { count: 2, level: "danger" }]);
});

test("a warning that becomes a danger is shown again though the warning was acknowledged", () => {
  const door = aMessage("doorDriver", "warn");
  expect(bands(active(door), ok, active({ ...door, level: "danger" }))).toEqual(["doorDriver", undefined, "doorDriver"]);
});

test("a message that comes back soon after it was acknowledged is the same one; later it is news", () => {
  expect([
    shown(after(active(tyre), ok, active(), wait(SAME_MS - 1), active(tyre))),
    shown(after(active(tyre), ok, active(), wait(SAME_MS), active(tyre))),
  ]).toEqual([undefined, tyre]);
});

test("time that an acknowledged message is true does not count towards forgetting it", () => {
  expect(shown(after(active(tyre), ok, active(oil, tyre), wait(10 * SAME_MS), active(tyre)))).toBeUndefined();
});

test("an information goes into the list by itself, and time under a warning does not count", () => {
  const early = after(active(ice), wait(INFO_MS - 1), active(esc, ice), wait(INFO_MS), ok);
  expect([shown(after(active(ice), wait(INFO_MS))), shown(early)]).toEqual([undefined, ice]);
});

test("each information has its own time", () => {
  const second = { ...ice, id: "second" };
  expect(shown(after(active(ice, second), wait(INFO_MS), wait(INFO_MS - 1)))).toBe(second);
});

test("a warning stays until it is acknowledged", () => {
  expect(shown(after(active(esc), wait(3_600_000)))).toBe(esc);
});

test("the list key opens the list, turns its pages, and closes it after the last", () => {
  const many = Array.from({ length: LIST_ROWS + 2 }, (_, i): Message => ({ ...esc, id: String(i) }));
  const pages = trace(active(...many), list, list, list).map((centre) => listed(centre)?.rows.length);
  expect(pages).toEqual([undefined, LIST_ROWS, 2, undefined]);
});

test("with the list open, OK closes it and acknowledges nothing", () => {
  const centre = after(active(esc), list, ok);
  expect([listed(centre), shown(centre)]).toEqual([undefined, esc]);
});

test("a list that nobody touches closes, and an empty one has one empty page", () => {
  expect([listed(after(list, wait(LIST_MS - 1))), listed(after(list, wait(LIST_MS)))]).toEqual([
    { rows: [], page: 0, pages: 1 },
    undefined,
  ]);
});

test("a page that no longer exists shows the last there is", () => {
  const many = Array.from({ length: LIST_ROWS + 1 }, (_, i): Message => ({ ...esc, id: String(i) }));
  expect(listed(after(active(...many), list, list, active(esc)))).toEqual({ rows: [esc], page: 0, pages: 1 });
});

test("whatever the driver does, the band shows only what is true, and never a lesser one before an unacknowledged greater one", () => {
  const all = [oil, esc, tyre, ice];
  const anyEvent = fc.oneof(
    fc.subarray(all).map((some): CentreEvent => active(...some)),
    fc.constantFrom(ok, list),
    fc.nat(12_000).map(wait),
  );
  fc.assert(
    fc.property(fc.array(anyEvent), (events) => {
      for (const centre of trace(...events)) {
        const band = shown(centre);
        const before = centre.active.slice(0, band ? centre.active.indexOf(band) : undefined);
        expect(before.filter(({ id, level }) => !centre.acknowledged.has(`${id}/${level}`))).toEqual([]);
        if (band) expect(centre.active).toContain(band);
      }
    }),
  );
});

function trace(...events: readonly CentreEvent[]): readonly Centre[] {
  let centre = emptyCentre;
  return events.map((event) => (centre = step(centre, event)));
}

function after(...events: readonly CentreEvent[]): Centre {
  return trace(...events).at(-1) ?? emptyCentre;
}

/** What the band shows after each event. */
function bands(...events: readonly CentreEvent[]): readonly (string | undefined)[] {
  return trace(...events).map((centre) => shown(centre)?.id);
}
