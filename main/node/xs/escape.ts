/**
 * How the tools show a value, and how they read one: anything but printable ASCII travels as a backslash and what it stands for.
 * A value is octets: a string whose every code is 0 to 255.
 */

const NAMED: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\" };
/** Below this an octet is written in octal, from here on in hexadecimal: so libxenstore has it. */
const OCTAL_BELOW = 0o10;

const shown = (octet: string): string => {
  const code = octet.charCodeAt(0);
  return NAMED[octet] ?? (code < OCTAL_BELOW ? `\\${code.toString(8).padStart(3, "0")}` : `\\x${code.toString(16).padStart(2, "0")}`);
};

/** A value as one line of printable ASCII: libxenstore's `sanitise_value`. */
export const escapeValue = (value: string): string => value.replace(/[^ -[\]-~]/g, shown);

const MEANT: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r" };

/**
 * What an escaped text stands for: libxenstore's `unsanitise_value`. A backslash before what is no escape stands for nothing,
 * and one at the very end for a NUL.
 */
export function unescapeValue(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|([^]?))/g,
    (_, hex: string | undefined, octal: string | undefined, other: string | undefined) => {
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8) & 0xff);
      return other ? (MEANT[other] ?? other) : "\0";
    },
  );
}
