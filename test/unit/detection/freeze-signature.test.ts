import { expect, test } from "vitest";
import { FreezeSignature } from "../../../main/detection/freeze-signature.ts";

/** One of 5 km/h and 1500 ms, and when it fired. */
function aRule(): { readonly rule: FreezeSignature; readonly fired: number[] } {
  const fired: number[] = [];
  const rule = new FreezeSignature({ display: "cluster", signal: "Vehicle.Speed", step: 5, limitMs: 1500 }, (ms) => fired.push(ms));
  return { rule, fired };
}

test("a picture that does not follow its signal is frozen at the limit, from the moment the signal moved away", () => {
  const { rule, fired } = aRule();
  rule.sample("a", 50, -250);
  rule.sample("a", 50, 0);
  rule.sample("a", 54.9, 5000);
  rule.sample("a", 55, 6000);
  rule.sample("a", 60, 7499);
  const before = [...fired];
  rule.sample("a", 60, 7500);
  expect([before, fired]).toEqual([[], [1500]]);
});

test("it is told of once, and again only after the picture has changed", () => {
  const { rule, fired } = aRule();
  const freeze = (picture: string, from: number): void => {
    rule.sample(picture, 50, from - 250);
    rule.sample(picture, 50, from);
    for (let at = 250; at <= 4000; at += 250) rule.sample(picture, 70, from + at);
  };
  freeze("a", 0);
  freeze("b", 10_000);
  expect(fired).toEqual([1500, 1500]);
});

test("a picture that changes is right, whatever the signal does", () => {
  const { rule, fired } = aRule();
  for (let at = 0; at < 20_000; at += 250) rule.sample(`picture ${Math.floor(at / 1000)}`, at, at);
  expect(fired).toEqual([]);
});

test("of a signal that jumps about nobody knows which value is on the screen: what it is when it stands still again counts", () => {
  const { rule, fired } = aRule();
  // A babbling control unit's values lie between the real one, 50, which is what happens to be seen twice.
  rule.sample("a", 171, 0);
  rule.sample("a", 12, 250);
  for (let at = 500; at <= 4000; at += 250) rule.sample("a", 50, at);
  expect(fired).toEqual([]);
  for (let at = 4250; at <= 6000; at += 250) rule.sample("a", 70, at);
  expect(fired).toEqual([1500]);
});

test("a signal that comes back to what the picture shows makes it right again", () => {
  const { rule, fired } = aRule();
  rule.sample("a", 50, -250);
  rule.sample("a", 50, 0);
  for (let at = 0; at < 20_000; at += 250) rule.sample("a", at % 1000 < 750 ? 70 : 51, at);
  expect(fired).toEqual([]);
});

test("without pixels or without a value there is nothing to compare, and it begins anew", () => {
  const { rule, fired } = aRule();
  rule.sample("a", 50, -250);
  rule.sample("a", 50, 0);
  rule.sample("a", 70, 1000);
  rule.sample(undefined, 70, 2000);
  rule.sample("a", 70, 2100);
  rule.sample("a", 70, 9000);
  rule.sample("a", undefined, 9100);
  rule.sample("a", 90, 9200);
  rule.sample("a", 90, 20_000);
  expect(fired).toEqual([]);
});

test("a value that was on its way to the picture when it was first seen is not what the picture shows", () => {
  const { rule, fired } = aRule();
  rule.sample("87", 150, 0);
  for (let at = 250; at <= 20_000; at += 250) rule.sample("87", 87, at);
  expect(fired).toEqual([]);
});
