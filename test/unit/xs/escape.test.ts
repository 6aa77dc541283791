import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeValue, unescapeValue } from "../../../main/node/xs/escape.ts";

test.each([
  ["printable ASCII as it is, quotes too", ` !"#[]^'~az09`, ` !"#[]^'~az09`],
  ["a backslash doubled", "\\", "\\\\"],
  ["tab, newline and return by their letters", "\t\n\r", "\\t\\n\\r"],
  ["octets below 8 in octal", "\0\x01\x07", "\\000\\001\\007"],
  ["any other in hexadecimal", "\b\x1f\x7f\x80\xff", "\\x08\\x1f\\x7f\\x80\\xff"],
])("a value is shown with %s", (_, value, text) => {
  expect(escapeValue(value)).toBe(text);
});

test.each([
  ["letters", "\\t\\n\\r\\\\", "\t\n\r\\"],
  ["one or two hexadecimal digits", "\\x4g\\x4A1\\xfF", "\x04gJ1\xff"],
  ["one to three octal digits", "\\7a\\101\\1018", "\x07aAA8"],
  ["an octal number above 255, of which the last octet counts", "\\400\\777", "\0\xff"],
  ["a backslash before anything else, which goes", '\\q\\"\\8', 'q"8'],
  ["an x without a digit behind it", "\\xzz", "xzz"],
  ["a backslash at the end, which is a NUL", "a\\", "a\0"],
  ["capitals, which are no escapes", "\\T\\N\\R\\X41", "TNRX41"],
])("a text is read with %s", (_, text, value) => {
  expect(unescapeValue(text)).toBe(value);
});

test("what is shown is read back, whatever the octets", () => {
  const octets = fc.string({ unit: fc.nat(255).map((code) => String.fromCharCode(code)) });
  fc.assert(
    fc.property(octets, (value) => {
      expect(unescapeValue(escapeValue(value))).toBe(value);
    }),
  );
});
