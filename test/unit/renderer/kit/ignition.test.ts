import { expect, test } from "vitest";
import { ignitionOf, LampCheck, LAMP_CHECK_MS } from "../../../../renderer/kit/ignition.ts";

test("VSS's states are off up to ACC, on from ON, and not known when they are undefined, missing or out of the table", () => {
  expect([undefined, 0, 1, 2, 3, 4, 5, 6, 1.5, -1].map(ignitionOf)).toEqual([
    ...[undefined, undefined, "off", "off", "off", "on", "on", undefined, undefined, undefined],
  ]);
});

test("switching on lights all lamps for two seconds, once", () => {
  const check = new LampCheck();
  const seen = [
    check.running("off", 0),
    check.running("on", 100),
    check.running("on", 100 + LAMP_CHECK_MS - 1),
    check.running("on", 100 + LAMP_CHECK_MS),
    check.running("on", 90_000),
  ];
  expect(seen).toEqual([false, true, true, false, false]);
});

test("switching off ends it, and switching on again begins anew", () => {
  const check = new LampCheck();
  check.running("off", 0);
  check.running("on", 100);
  expect([check.running("off", 200), check.running("on", 300)]).toEqual([false, true]);
});

test("a page that starts on the motorway, and a car whose ignition was not heard of for a while, have no check", () => {
  const check = new LampCheck();
  expect([check.running("on", 0), check.running(undefined, 10), check.running("on", 20)]).toEqual([false, false, false]);
});

test("silence between off and on does not hide the switch", () => {
  const check = new LampCheck();
  expect([check.running("off", 0), check.running(undefined, 10), check.running("on", 20)]).toEqual([false, false, true]);
});
