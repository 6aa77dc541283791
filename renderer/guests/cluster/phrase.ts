import type { SignalValue } from "../../../protocol/bridge.ts";
import { measuresFor } from "../../kit/measures.ts";
import type { Settings } from "../../kit/settings.ts";
import { texts, type TextKey, type Texts } from "./text/texts.ts";

/** A quantity in the signal's own unit; the driver's unit is found when it is shown. */
export type Quantity = "distance" | "temperature" | "pressure";

/** Something to say in whatever language: a text, a quantity, or a text with a quantity in it. */
export type Phrase = { readonly text: TextKey } | { readonly text?: TextKey; readonly quantity: Quantity; readonly value: SignalValue };

/** The texts that name the units in use. */
export function unitKeys({ distance, temperature, pressure }: Settings) {
  const miles = distance === "mi";
  return {
    speed: miles ? "milesPerHour" : "kilometresPerHour",
    distance: miles ? "miles" : "kilometres",
    near: miles ? "feet" : "metres",
    temperature: temperature === "F" ? "fahrenheit" : "celsius",
    pressure: pressure === "bar" ? "bar" : pressure === "psi" ? "psi" : "kilopascals",
  } as const satisfies Readonly<Record<string, TextKey>>;
}

/** The phrase in the driver's language and units. */
export function say(phrase: Phrase, settings: Settings): string {
  const words = texts[settings.language];
  if (!("quantity" in phrase)) return words[phrase.text];
  const amount = quantityText(phrase.quantity, phrase.value, settings, words);
  return phrase.text === undefined ? amount : words[phrase.text].replace("{}", amount);
}

const NO_BREAK = "\u00a0";
/** A number runs left to right and keeps its sign in front; number and unit stay together as one and run as the unit does. */
const LEFT_TO_RIGHT = "\u2066";
const AS_UNIT = "\u2068";
const END = "\u2069";

function quantityText(quantity: Quantity, value: SignalValue, settings: Settings, words: Texts): string {
  const measures = measuresFor(settings);
  const number = { distance: measures.odometer, temperature: measures.temperature, pressure: measures.pressure }[quantity](value);
  const unit = words[unitKeys(settings)[quantity]];
  if (settings.language !== "ar") return `${number}${NO_BREAK}${unit}`;
  return `${AS_UNIT}${LEFT_TO_RIGHT}${number}${END}${NO_BREAK}${unit}${END}`;
}
