import type { Language } from "../../../kit/settings.ts";

/** Each language by its own name: who has the wrong one must find the right one. */
export const languageNames = { en: "English", de: "Deutsch", zh: "中文", ar: "العربية" } as const satisfies Readonly<
  Record<Language, string>
>;
