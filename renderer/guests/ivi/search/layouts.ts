/** The keys of each language's keyboard, by row, as they lie from left to right. */
import type { Language } from "../../../kit/settings.ts";

export type Rows = readonly (readonly string[])[];

const letters = (text: string): readonly string[] => [...text];

const latin: Rows = [letters("qwertyuiop"), letters("asdfghjkl"), letters("zxcvbnm")];

/** Chinese is typed as pinyin, letter by letter: names are found by their spelling, and no characters are composed. */
export const layouts: Readonly<Record<Language, Rows>> = {
  en: latin,
  de: [letters("qwertzuiopü"), letters("asdfghjklöä"), letters("yxcvbnmß")],
  zh: latin,
  ar: [letters("ضصثقفغعهخحج"), letters("شسيبلاتنمكط"), letters("ذئءؤرىةوزظد")],
};

/** Beside a script of its own a language has Latin letters, for the names that are written in them; and what the key to them and back says. */
export const scripts: Readonly<Partial<Record<Language, { readonly latin: Rows; readonly toLatin: string; readonly back: string }>>> = {
  ar: { latin, toLatin: "ABC", back: "أبج" },
};
