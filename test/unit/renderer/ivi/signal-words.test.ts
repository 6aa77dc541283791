import { expect, test } from "vitest";
import { vssSignals, type VssPath, type VssSignal } from "../../../../protocol/vss.ts";
import { signalPages } from "../../../../renderer/guests/ivi/apps/signal-pages.ts";
import { enumerations, signalText } from "../../../../renderer/guests/ivi/apps/signal-words.ts";
import { texts } from "../../../../renderer/guests/ivi/text/texts.ts";

const signals: readonly VssSignal[] = vssSignals;
const shown = signalPages.flatMap(({ paths }) => paths);
const said = (path: VssPath, value: number | undefined): string => signalText(path, value, texts.en);

test("every enumeration on a page has a word for each of its values, in the specification's order", () => {
  const allowed = Object.fromEntries(
    signals.flatMap(({ path, allowed: words }) => (words && (shown as readonly string[]).includes(path) ? [[path, words.length]] : [])),
  );
  expect(Object.fromEntries(Object.entries(enumerations).map(([path, words]) => [path, words.length]))).toEqual(allowed);
  expect([0, 1, 2, 3, 4, 5].map((value) => said("Vehicle.LowVoltageSystemState", value))).toEqual([
    "Undefined",
    "Locked",
    "Off",
    "Accessory",
    "On",
    "Starting",
  ]);
});

test("what travels as 0 and 1 is no or yes, and nothing else is", () => {
  const yesOrNo = shown.filter((path) => said(path, 1) === "Yes" && said(path, 0) === "No");
  const booleans = signals.filter(({ datatype }) => datatype === "boolean").map(({ path }) => path);
  expect(yesOrNo).toEqual(shown.filter((path) => booleans.includes(path)));
});

test("a gear is what the lever says, a number is what the bus has, and what is out of range or missing is said as it is", () => {
  expect([
    said("Vehicle.Powertrain.Transmission.SelectedGear", 126),
    said("Vehicle.Speed", 86.123456789),
    said("Vehicle.LowVoltageSystemState", 9),
    said("Vehicle.ADAS.ABS.IsError", undefined),
  ]).toEqual(["P", "86.12346", "9", "--"]);
});
