import type { Cover } from "../../protocol/overlay.ts";
import { measuresFor } from "../kit/measures.ts";
import type { Settings } from "../kit/settings.ts";
import { amount } from "../kit/units.ts";
import { coverTexts, type CoverTexts } from "./cover-texts.ts";

/** Keeps a name in the direction of its own script, whatever the text around it. */
const AS_NAME = "\u2068";
const END = "\u2069";

/** What drivers call a display; a display of the user's own goes by its name. */
export function titleOf(display: string, { language }: Settings): string {
  const texts: CoverTexts = coverTexts[language];
  if (display === "cluster" || display === "ivi") return texts[display];
  const own = display.charAt(0).toUpperCase() + display.slice(1);
  return language === "ar" ? `${AS_NAME}${own}${END}` : own;
}

/** What has become of a display's guest, in a sentence. */
export function sentenceOf(display: string, { restarting, why }: Extract<Cover, { kind: "placeholder" }>, settings: Settings): string {
  return coverTexts[settings.language][restarting ? "restarting" : why].replace("{}", titleOf(display, settings));
}

/** How long a cover has been there; `old`: and with it the picture that it shows. */
export function ageOf(seconds: number, old: boolean, settings: Settings): string {
  const texts: CoverTexts = coverTexts[settings.language];
  const age = amount(measuresFor(settings).whole(seconds), texts.seconds, settings.language);
  return old ? texts.old.replace("{}", age) : age;
}
