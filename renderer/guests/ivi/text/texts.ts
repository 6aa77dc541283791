import { useSettings } from "../../../kit/page-settings.ts";
import type { Language } from "../../../kit/settings.ts";
import { ar } from "./ar.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { zh } from "./zh.ts";

export type TextKey = keyof typeof en;

/** Everything the infotainment says in one language: a missing text does not compile. */
export type Texts = Readonly<Record<TextKey, string>>;

export const texts: Readonly<Record<Language, Texts>> = { en, de, zh, ar };

/** The texts of the driver's language, rendering again when that changes. */
export function useTexts(): Texts {
  return texts[useSettings().language];
}

/** The text with its `{}` replaced by the values, in order. */
export function fill(text: string, ...values: readonly (string | number)[]): string {
  let next = 0;
  return text.replace(/\{\}/g, () => String(values[next++] ?? ""));
}
