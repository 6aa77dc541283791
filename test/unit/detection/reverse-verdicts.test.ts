import { expect, test } from "vitest";
import type { Engagement } from "../../../main/detection/reverse-stopwatch.ts";
import { reverseTable } from "../../../main/detection/reverse-table.ts";
import { verdictsOf } from "../../../main/detection/reverse-verdicts.ts";

const good: Engagement = {
  display: "ivi",
  at: 12_345,
  engagedMs: 4200,
  ended: true,
  firstPictureMs: 95,
  lingerMs: 40,
  withoutPictureMs: 0,
  pictures: 126,
  interval: { mean: 1000 / 30, worst: 50 },
  formation: { mean: 17, worst: 30 },
  latency: { mean: 17, worst: 30 },
};

const outcomes = (changed: Partial<Engagement>): Readonly<Record<string, string>> =>
  Object.fromEntries(verdictsOf({ ...good, ...changed }).map(({ item, value, outcome }) => [item, `${value ?? "-"} ${outcome}`]));

test("a good engagement passes what is measured, and what nobody sees is not measured", () => {
  expect(outcomes({})).toEqual({
    "first picture": "95 pass",
    "linger after reverse": "40 pass",
    "without a picture": "0 pass",
    "picture rate, mean": "30 pass",
    "picture rate, worst": "20 pass",
    "image formation, worst": "30 pass",
    "latency, worst": "30 pass",
    "sensor exposure": "- not measured",
    "panel response": "- not measured",
  });
});

const at = (mean: number, worst = mean) => ({ mean, worst });

test.each<[string, Partial<Engagement>, string]>([
  ["first picture", { firstPictureMs: 2000 }, "2000 pass"],
  ["first picture", { firstPictureMs: 2000.1 }, "2000.1 fail"],
  ["first picture", { firstPictureMs: undefined, engagedMs: 1900 }, "- not measured"],
  ["first picture", { firstPictureMs: undefined, engagedMs: 2500 }, "2500 fail"],
  ["linger after reverse", { lingerMs: 200.1 }, "200.1 fail"],
  ["linger after reverse", { lingerMs: undefined }, "- not measured"],
  ["without a picture", { withoutPictureMs: 600 }, "600 fail"],
  ["picture rate, mean", { interval: at(33.38) }, "30 pass"],
  ["picture rate, mean", { interval: at(33.4) }, "29.9 fail"],
  ["picture rate, worst", { interval: at(33, 67) }, "14.9 fail"],
  ["picture rate, mean", { interval: undefined }, "- not measured"],
  ["image formation, worst", { formation: at(20, 54.9) }, "54.9 pass"],
  ["image formation, worst", { formation: at(20, 55) }, "55 fail"],
  ["latency, worst", { latency: at(20, 199.9) }, "199.9 pass"],
  ["latency, worst", { latency: at(20, 200) }, "200 fail"],
])("%s of %j is %s", (item, changed, outcome) => {
  expect(outcomes(changed)[item]).toBe(outcome);
});

test("the table says each item's clause, limit, value and verdict", () => {
  expect(reverseTable([{ ...good, latency: undefined }]).split("\n")).toEqual([
    "reverse 1 on ivi, at 12.345 s, for 4.2 s: 126 pictures",
    "                          clause            limit               value  verdict",
    "  first picture           FMVSS 111 S5.5.3  at most 2000 ms   95.0 ms  pass",
    "  linger after reverse    FMVSS 111 S5.5.4  at most 200 ms    40.0 ms  pass",
    "  without a picture       FMVSS 111 S5.5.5  at most 0 ms       0.0 ms  pass",
    "  picture rate, mean      UN R46            at least 30.0 Hz  30.0 Hz  pass",
    "  picture rate, worst     IEC 63033-3       at least 15.0 Hz  20.0 Hz  pass",
    "  image formation, worst  UN R46            below 55 ms       30.0 ms  pass",
    "  latency, worst          UN R46            below 200 ms            -  not measured",
    "  sensor exposure         UN R46            -                       -  not measured",
    "  panel response          UN R46            -                       -  not measured",
    "",
  ]);
});

test("there is a word for none", () => {
  expect(reverseTable([])).toBe("reverse has not been engaged\n");
});
