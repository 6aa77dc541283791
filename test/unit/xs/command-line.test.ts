import { expect, test } from "vitest";
import { parseCommandLine } from "../../../main/node/xs/command-line.ts";

const asked = (...words: string[]): unknown => {
  const found = parseCommandLine(words);
  return found.ok ? found.value.request : found.error.stderr;
};

// prettier-ignore
test.each([
  [["ls"],                                  { verb: "ls", paths: ["/"], flat: false, perms: false }],
  [["ls", "-fp", "/a", "/b"],               { verb: "ls", paths: ["/a", "/b"], flat: true, perms: true }],
  [["ls", "/a", "--flat", "--prefix"],      { verb: "ls", paths: ["/a"], flat: true, perms: true }],
  [["ls", "-s"],                            { verb: "ls", paths: ["/"], flat: false, perms: false }],
  [["read", "-p", "-R", "/a"],              { verb: "read", paths: ["/a"], prefix: true, raw: true }],
  [["write", "/a", "1\\n", "/b", ""],       { verb: "write", pairs: [["/a", "1\n"], ["/b", ""]] }],
  [["write", "-R", "/a", "1\\n"],           { verb: "write", pairs: [["/a", "1\\n"]] }],
  [["write", "--", "/a", "-5"],             { verb: "write", pairs: [["/a", "-5"]] }],
  [["write", "/ä", "é\\xff"],               { verb: "write", pairs: [["/\xc3\xa4", "\xc3\xa9\xff"]] }],
  [["rm", "/a", "/b"],                      { verb: "rm", paths: ["/a", "/b"], tidy: false }],
  [["rm", "-t", "/a"],                      { verb: "rm", paths: ["/a"], tidy: true }],
  [["exists", "-p", "/a"],                  { verb: "exists", paths: ["/a"] }],
  [["list", "-p", "/a"],                    { verb: "list", paths: ["/a"], prefix: true }],
  [["chmod", "-ru", "/a", "n0", "b5"],      { verb: "chmod", path: "/a", perms: [{ domid: 0, access: "n" }, { domid: 5, access: "b" }], upto: true, recurse: true }],
  [["watch", "/a"],                         { verb: "watch", paths: ["/a"], events: undefined }],
  [["watch", "-n", "3", "/a", "/b"],        { verb: "watch", paths: ["/a", "/b"], events: 3 }],
  [["control", "print", "a b"],             { verb: "control", words: ["print", "a b"] }],
  [["quota"],                               { verb: "control", words: ["quota"] }],
  [["quota", "5"],                          { verb: "control", words: ["quota", "5"] }],
  [["stats"],                               { verb: "control", words: ["stats"] }],
])("%j asks for what it says", (words, request) => {
  expect(asked(...words)).toEqual(request);
});

test.each([[["--socket", "/s", "ls"]], [["ls", "--socket", "/s"]]])("%j names the socket", (words) => {
  const found = parseCommandLine(words);
  expect(found.ok && found.value.socket).toBe("/s");
});

test("without an option no socket is named", () => {
  const found = parseCommandLine(["ls"]);
  expect(found.ok && found.value.socket).toBe(undefined);
});

test.each([
  ["a verb it does not know", ["frob"], "xs: unknown command 'frob'\n"],
  ["an option of another verb", ["read", "-f", "/a"], "xs: unknown option '-f'\n"],
  ["no key", ["read"], "xs: missing required argument 'key'\n"],
  ["a key without a value", ["write", "/a", "1", "/b"], "xs: wanted a value behind every key, got none behind the last\n"],
  ["no permissions", ["chmod", "/a"], "xs: missing required argument 'perms'\n"],
  [
    "permissions that are none",
    ["chmod", "/a", "n0", "x5"],
    "xs: command-argument value 'x5' is invalid for argument 'perms'. Wanted n, r, w or b and a domid, as in r5.\n",
  ],
  [
    "a count that is none",
    ["watch", "-n", "-1", "/a"],
    "xs: option '-n, --number <nr>' argument '-1' is invalid. Wanted a whole number from 0.\n",
  ],
])("%s is refused, and exits with 1", (_, words, stderr) => {
  expect(parseCommandLine(words)).toEqual({ ok: false, error: { code: 1, stdout: "", stderr } });
});

test("no verb at all is answered with the verbs, and exits with 1", () => {
  const found = parseCommandLine([]);
  expect(found.ok ? found : [found.error.code, found.error.stdout, found.error.stderr.includes("watch [options] <key...>")]).toEqual([
    1,
    "",
    true,
  ]);
});

test.each([["ls"], ["read"], ["write"], ["rm"], ["exists"], ["list"], ["chmod"], ["watch"], ["control"], ["quota"], ["stats"]])(
  "%s --help tells how it is used, on stdout, and exits with 0",
  (verb) => {
    const found = parseCommandLine([verb, "--help"]);
    expect(
      found.ok ? found : [found.error.code, found.error.stderr, found.error.stdout.split("\n")[0]?.startsWith(`Usage: xs ${verb} `)],
    ).toEqual([0, "", true]);
  },
);
