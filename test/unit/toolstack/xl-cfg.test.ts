import { expect, test } from "vitest";
import { formatProblem, Problems } from "../../../main/toolstack/config-problem.ts";
import { parseXlCfg, type XlValue } from "../../../main/toolstack/xl-cfg.ts";

function read(text: string): { readonly settings: Readonly<Record<string, unknown>>; readonly problems: readonly string[] } {
  const problems = new Problems("a.cfg");
  const settings = parseXlCfg(text, problems);
  return {
    settings: Object.fromEntries([...settings].map(([key, { value }]) => [key, plain(value)])),
    problems: problems.list.map(formatProblem),
  };
}

const plain = (value: XlValue): unknown => (value.kind === "list" ? value.items.map(plain) : value.text);

test("strings, numbers and lists are read, with both quotes, comments and either end of a statement", () => {
  expect(read(`name = "DomA"; memory=0x200 # MiB\n\nextra='a "b" \\x41\\n' # end`)).toEqual({
    settings: { name: "DomA", memory: "0x200", extra: 'a "b" A\n' },
    problems: [],
  });
});

test("newlines and comments are free inside a list, a last comma is allowed, and lists nest", () => {
  expect(read("irqs = [\n# gsx\n  151, 0x10,\n]\nvsnd = [[ 'card', 'pcm', ],\n [] ]")).toEqual({
    settings: { irqs: ["151", "0x10"], vsnd: [["card", "pcm"], []] },
    problems: [],
  });
});

test("+= appends to a list and to a string, and a mix of the two is refused", () => {
  expect(read("a=['1']\na+=['2']\nb='x'\nb+='y'\nb+=['z']\nc+=['new']")).toEqual({
    settings: { a: ["1", "2"], b: "xy", c: ["new"] },
    problems: ["a.cfg:5:1: b: want += with a string, as in line 4, got a list"],
  });
});

test("a key set twice keeps the later value, as in xl, and says so", () => {
  expect(read("vcpus=4\nvcpus=2")).toEqual({
    settings: { vcpus: "2" },
    problems: ["a.cfg:2:1: warning: vcpus: set again; the one in line 1 is lost, as in xl"],
  });
});

test("every statement that is wrong is one problem at its place, and the others are still read", () => {
  const text = [
    "Name = 'x'",
    "memory 512",
    "vcpus = -1",
    "disk = [ 'a' 'b' ]",
    'extra = "open',
    "f = foo(1)",
    "cap = 10 20",
    'bad = "\\q"',
    "on_crash = 'restart'",
  ].join("\n");
  expect(read(text)).toEqual({
    settings: { bad: "\\q", on_crash: "restart" },
    problems: [
      'a.cfg:1:1: want a lower-case name, a number or a quoted string, got "Name"',
      "a.cfg:2:8: want = after memory, got 512",
      'a.cfg:3:9: want an xl.cfg token, got "-1"; this looks like Python, which xl.cfg is not',
      'a.cfg:4:14: want , or ] in the list, got "b"',
      'a.cfg:5:9: want the string closed on its line, got "\\"open"',
      "a.cfg:6:5: want a string, a number or a list, got foo",
      "a.cfg:7:10: want a newline or ; after the value of cap, got 20",
      `a.cfg:8:7: want one of \\\\ \\' \\" \\a \\b \\f \\n \\r \\t \\v \\xHH \\OOO, got "\\\\q"`,
    ],
  });
});

test("a value carries its line and column", () => {
  const settings = parseXlCfg("a = 1\n  vkb = [\n    'x',  'y' ]", new Problems("a.cfg"));
  expect(settings.get("vkb")).toEqual({
    key: "vkb",
    line: 2,
    column: 3,
    value: {
      kind: "list",
      line: 2,
      column: 9,
      items: [
        { kind: "string", text: "x", line: 3, column: 5 },
        { kind: "string", text: "y", line: 3, column: 11 },
      ],
    },
  });
});

test("carriage returns are read and warned of once, since xl refuses them", () => {
  expect(read("a=1\r\nb=2\r\n")).toEqual({
    settings: { a: "1", b: "2" },
    problems: ["a.cfg:1:4: warning: lines end in CR LF; xl refuses the file until they end in LF"],
  });
});

test("lists nested past any use are refused, not recursed into", () => {
  expect(read(`a=${"[".repeat(100_000)}`).problems).toEqual(["a.cfg:1:19: want lists nested at most 16 deep"]);
});
