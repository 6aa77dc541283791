import { expect, test } from "vitest";
import { abiAsJson, abiAsText } from "../../../main/node/abi/printed.ts";
import { abiConstants, abiStructs } from "../../../protocol/abi.ts";

test("the JSON has every structure by its C name, and every constant below `constants`", () => {
  expect(JSON.parse(abiAsJson())).toEqual({ ...abiStructs, constants: abiConstants });
});

test("the JSON has a line a structure, as xenkbd_key's", () => {
  expect(abiAsJson().split("\n")).toContain('  "xenkbd_key": {"size":8,"fields":{"type":[0,1],"pressed":[1,1],"keycode":[4,4]}},');
});

test("the text lists a structure's members with offset and width", () => {
  expect(abiAsText()).toContain(
    `
  xenkbd_key, 8 octets
       0     1  type
       1     1  pressed
       4     4  keycode
`,
  );
});

test("the text names every header, structure, member and constant", () => {
  const words = new Set(abiAsText().split(/[\s,]+/));
  const members = Object.values(abiStructs).flatMap(({ fields }) => Object.keys(fields));
  const wanted = ["io/displif.h", ...Object.keys(abiStructs), ...members, ...Object.keys(abiConstants)];
  expect(wanted.filter((name) => !words.has(name))).toEqual([]);
});
