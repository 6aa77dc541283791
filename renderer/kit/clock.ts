import { LOCALES } from "./measures.ts";
import type { Settings } from "./settings.ts";

/**
 * The time of day, local, as the driver's language writes it: 14:32, in Arabic 2:32 م. English is read on both sides of the Atlantic; who
 * wants Fahrenheit wants 2:32 PM too.
 */
export function clock(time: Date, { language, temperature }: Settings): string {
  const american = language === "en" && temperature === "F";
  const locale = american ? "en-US" : LOCALES[language];
  const hour = american || language === "ar" ? "numeric" : "2-digit";
  const format = formats.get(locale) ?? new Intl.DateTimeFormat(locale, { hour, minute: "2-digit" });
  formats.set(locale, format);
  // No-break, so that the half of the day stays with its time; Arabic's direction marks go: the time stands in a box of its own direction.
  return format
    .format(time)
    .replace(/[ \u202f]/g, "\u00a0")
    .replace(/[\u200e\u200f]/g, "");
}

/** Making one takes as long as a hundred uses of it. */
const formats = new Map<string, Intl.DateTimeFormat>();
