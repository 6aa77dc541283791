import { describe, expect, test } from "vitest";
import { faultNamed, faults } from "../../../main/faults/catalogue.ts";
import type { Fault } from "../../../main/faults/catalogue/fault.ts";
import { seenAfterwards, seenLater, seenOf, type Effect } from "../../support/fault-effect.ts";
import { effects } from "./effects.ts";

test("every fault of the catalogue has an effect here, and nothing else has", () => {
  expect(Object.keys(effects).sort()).toEqual(faults.map(({ name }) => name).sort());
});

test("every fault that lasts is seen to be taken back, or it is said why it cannot be", () => {
  const missing = faults.filter(({ name, lasts }) => lasts && !effects[name]?.some(({ undone }) => undone !== undefined));
  expect(missing.map(({ name }) => name)).toEqual([]);
});

const each = Object.entries(effects).flatMap(([name, list]) =>
  list.map((effect): readonly [string, Fault | undefined, Effect] => [
    effect.how === undefined ? name : `${name} (${effect.how})`,
    faultNamed(name),
    effect,
  ]),
);

describe.each(each)("%s", (_title, fault, effect) => {
  if (!fault) throw new Error("no such fault");
  const { later, undone } = effect;

  test("does what it says", async () => {
    expect(await seenOf(fault, effect, { injected: true })).toEqual(effect.seen);
  });

  test("is what does it: without it that is not so", async () => {
    expect(await seenOf(fault, effect, { injected: false })).not.toEqual(effect.seen);
  });

  if (later)
    test("is over some time later", async () => {
      expect(await seenLater(fault, effect, later.ms)).toEqual(later.seen);
    });

  if (typeof undone === "object") {
    test("is over when it is taken back", async () => {
      expect(await seenAfterwards(fault, effect, { taken: true })).toEqual(undone.seen);
    });

    test("goes on as long as it is not taken back", async () => {
      expect(await seenAfterwards(fault, effect, { taken: false })).not.toEqual(undone.seen);
    });
  }
});
