import type { TextKey, Texts } from "../text/texts.ts";

/** When somebody was last on the line: a time of today, or a day before. */
export type LastCall = { readonly text: TextKey; readonly at?: { readonly hour: number; readonly minute: number } };

export interface Contact {
  /** For tests from outside. */
  readonly id: string;
  /** A name of their own, or what they are in every language. */
  readonly name: string | { readonly text: TextKey };
  readonly number: string;
  /** The colour behind the initial. */
  readonly colour: string;
  readonly last: LastCall;
  readonly missed: boolean;
}

/** Made-up people; the numbers are from the range that Germany's regulator keeps free for films (0152 28817386 and on). */
// prettier-ignore
export const contacts: readonly Contact[] = [
  { id: "mira", name: "Mira", number: "0152 28817386", colour: "#1f7a56", last: { text: "missedAt", at: { hour: 7, minute: 58 } }, missed: true },
  { id: "jonas-weber", name: "Jonas Weber", number: "0152 28895456", colour: "#3b5bb5", last: { text: "calledAt", at: { hour: 7, minute: 31 } }, missed: false },
  { id: "office", name: { text: "office" }, number: "0152 54599371", colour: "#8a4d9e", last: { text: "calledAt", at: { hour: 7, minute: 5 } }, missed: false },
  { id: "ada", name: "Ada", number: "0172 9925904", colour: "#a8622a", last: { text: "yesterday" }, missed: false },
  { id: "workshop", name: { text: "workshop" }, number: "0172 9968532", colour: "#4c6178", last: { text: "tuesday" }, missed: false },
];

/** The contact behind a number, however it is spaced. */
export function contactOf(number: string): Contact | undefined {
  const digits = (text: string): string => text.replace(/\s/g, "");
  return contacts.find((contact) => digits(contact.number) === digits(number));
}

export function contactName({ name }: Contact, texts: Texts): string {
  return typeof name === "string" ? name : texts[name.text];
}

/** How a name is spelled in pinyin, by which it is found on a keyboard without characters. */
const pinyin: Readonly<Partial<Record<TextKey, string>>> = { office: "bangongshi", workshop: "weixiuzhan" };

export function spelledNames({ name }: Contact): readonly string[] {
  const spelled = typeof name === "string" ? undefined : pinyin[name.text];
  return spelled === undefined ? [] : [spelled];
}

/** The letter that stands for a name: Arabic's article says nothing of it. */
export function initialOf(name: string): string {
  return name.replace(/^ال/, "").slice(0, 1);
}

/** Who is behind a number; the number itself where nobody is known. */
export function callerName(number: string, texts: Texts): string {
  const contact = contactOf(number);
  return contact ? contactName(contact, texts) : number;
}
