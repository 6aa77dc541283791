export interface Contact {
  readonly name: string;
  readonly number: string;
  /** The colour behind the initial. */
  readonly colour: string;
  readonly last: string;
  readonly missed: boolean;
}

/** Made-up people; the numbers are from the range that Germany's regulator keeps free for films (0152 28817386 and on). */
export const contacts: readonly Contact[] = [
  { name: "Mira", number: "0152 28817386", colour: "#1f7a56", last: "Missed 13:58", missed: true },
  { name: "Jonas Weber", number: "0152 28895456", colour: "#3b5bb5", last: "Called 12:20", missed: false },
  { name: "Office", number: "0152 54599371", colour: "#8a4d9e", last: "Called 09:05", missed: false },
  { name: "Ada", number: "0172 9925904", colour: "#a8622a", last: "Yesterday", missed: false },
  { name: "Workshop", number: "0172 9968532", colour: "#4c6178", last: "Tuesday", missed: false },
];

/** The contact behind a number, however it is spaced. */
export function contactOf(number: string): Contact | undefined {
  const digits = (text: string): string => text.replace(/\s/g, "");
  return contacts.find((contact) => digits(contact.number) === digits(number));
}
