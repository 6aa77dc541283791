import type { SignalValue } from "../../../protocol/bridge.ts";
import { measuresFor } from "../../kit/measures.ts";
import type { Settings } from "../../kit/settings.ts";
import { amount, unitKeys } from "../../kit/units.ts";
import { texts, type TextKey, type Texts } from "./text/texts.ts";

/** A quantity in the signal's own unit; the driver's unit is found when it is shown. */
export type Quantity = "distance" | "temperature" | "pressure";

/** Something to say in whatever language: a text, a quantity, or a text with a quantity in it. */
export type Phrase = { readonly text: TextKey } | { readonly text?: TextKey; readonly quantity: Quantity; readonly value: SignalValue };

/** The phrase in the driver's language and units. */
export function say(phrase: Phrase, settings: Settings): string {
  const words = texts[settings.language];
  if (!("quantity" in phrase)) return words[phrase.text];
  const quantity = quantityText(phrase.quantity, phrase.value, settings, words);
  return phrase.text === undefined ? quantity : words[phrase.text].replace("{}", quantity);
}

function quantityText(quantity: Quantity, value: SignalValue, settings: Settings, words: Texts): string {
  const measures = measuresFor(settings);
  const number = { distance: measures.odometer, temperature: measures.temperature, pressure: measures.pressure }[quantity](value);
  return amount(number, words[unitKeys(settings)[quantity]], settings.language);
}
