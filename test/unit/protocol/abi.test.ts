import { describe, expect, test } from "vitest";
import { abiOfRing, abiOfStruct, abiOfUnion, merged } from "../../../protocol/abi-entry.ts";
import { ABI, abiStructs } from "../../../protocol/abi.ts";
import * as blkif from "../../../protocol/io/blkif.ts";
import * as cameraif from "../../../protocol/io/cameraif.ts";
import * as displif from "../../../protocol/io/displif.ts";
import * as kbdif from "../../../protocol/io/kbdif.ts";
import * as sndif from "../../../protocol/io/sndif.ts";
import * as xsRing from "../../../protocol/io/xs-ring.ts";
import { BugError } from "../../../protocol/result.ts";
import { array, struct, u16, u32, type Struct, type Tagged } from "../../../protocol/struct.ts";
import * as xsWire from "../../../protocol/xs-wire.ts";

test("a structure is told under C's names, a member inside another by the way to it", () => {
  const layout = struct("s", 16, { reqProd: [0, u32], absX: [4, u32, "u.pos.abs_x"], planeSize: [8, array(u16, 4)] });
  expect(abiOfStruct(layout)).toEqual({ s: { size: 16, fields: { req_prod: [0, 4], "u.pos.abs_x": [4, 4], plane_size: [8, 8] } } });
});

test("the arms of a union whose bodies begin behind the tag are told from where they begin", () => {
  const { xendispl_req, xendispl_page_flip_req } = abiOfUnion(displif.displReq);
  expect({ xendispl_req, xendispl_page_flip_req }).toEqual({
    xendispl_req: { size: 64, fields: { id: [0, 2], operation: [2, 1] } },
    xendispl_page_flip_req: { size: 8, fields: { fb_cookie: [0, 8] } },
  });
});

test("the arms of a union whose bodies begin with the tag have it as members", () => {
  const { xenkbd_key, xenkbd_mtouch } = abiOfUnion(kbdif.kbdInEvent);
  expect({ xenkbd_key, tags: [xenkbd_mtouch?.fields["type"], xenkbd_mtouch?.fields["event_type"]] }).toEqual({
    xenkbd_key: { size: 8, fields: { type: [0, 1], pressed: [1, 1], keycode: [4, 4] } },
    tags: [
      [0, 1],
      [1, 1],
    ],
  });
});

test("a ring is told as DEFINE_RING_TYPES makes it, its slots as wide as the wider of request and response", () => {
  expect(abiOfRing("tag", { size: 8 }, { size: 24 })).toEqual({
    tag_sring_entry: { size: 24, fields: { req: [0, 8], rsp: [0, 24] } },
    tag_sring: { size: 88, fields: { req_prod: [0, 4], req_event: [4, 4], rsp_prod: [8, 4], rsp_event: [12, 4], ring: [64, 24] } },
  });
});

test.each([
  ["its size", { size: 12, fields: {} }],
  ["a member's octet", { size: 8, fields: { a: [4, 4] as const } }],
  ["a member's width", { size: 8, fields: { a: [0, 2] as const } }],
])("two tables that do not agree on %s are refused", (_, other) => {
  expect(() => merged({ s: { size: 8, fields: { a: [0, 4] } } }, { s: other })).toThrow(BugError);
});

const isTable = (value: unknown): value is Struct<never> | Tagged<never, never> =>
  typeof value === "object" && value !== null && "encode" in value;
const tables = Object.values({ ...blkif, ...cameraif, ...displif, ...kbdif, ...sndif, ...xsRing, ...xsWire } as Record<string, unknown>)
  .filter(isTable)
  .map((table) => ("variants" in table ? abiOfUnion(table) : abiOfStruct(table)));

describe("what is printed", () => {
  test.each(tables.flatMap((table) => Object.entries(table)))("has %s as its table has it", (name, { size, fields }) => {
    const printed = abiStructs[name];
    expect({
      size: printed?.size,
      fields: Object.fromEntries(Object.keys(fields).map((field) => [field, printed?.fields[field]])),
    }).toEqual({
      size,
      fields,
    });
  });

  test("has no structure and no constant twice", () => {
    const names = ABI.flatMap(({ structs, constants }) => [...Object.keys(structs), ...Object.keys(constants)]);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
});
