import { expect, test } from "vitest";
import { kbdInEvent } from "../../../protocol/io/kbdif.ts";
import { displReq } from "../../../protocol/io/displif.ts";
import { BugError } from "../../../protocol/result.ts";
import { abiOfStruct, abiOfUnion, struct, tagged, u16, u32, u64, u8 } from "../../../protocol/struct.ts";

test.each([
  ["is misaligned", () => struct("s", 8, { a: [2, u32] })],
  ["overlaps another", () => struct("s", 8, { a: [0, u32], b: [2, u16] })],
  ["ends past the structure", () => struct("s", 6, { a: [4, u32] })],
  ["lies on the tag", () => tagged("t", 8, { tagAt: 0, bodyAt: 0, shared: {} }, { k: [[1, 2], "k", 8, { a: [1, u8] }] })],
])("a field that %s is refused when the table is made", (_, make) => {
  expect(make).toThrow(BugError);
});

test.each([[-1], [2 ** 32], [1.5], [NaN], [undefined], [3n]])("%s does not fit a u32, and nothing is written", (value) => {
  const octets = new Uint8Array(4).fill(0xee);
  const layout = struct("s", 4, { a: [0, u32] });
  expect(() => layout.encode(new DataView(octets.buffer), 0, { a: value as number })).toThrow(BugError);
  expect([...octets]).toEqual([0xee, 0xee, 0xee, 0xee]);
});

test("cookies that differ in the lowest of 64 bits differ", () => {
  const layout = struct("s", 8, { cookie: [0, u64] });
  const view = new DataView(new ArrayBuffer(8));
  layout.encode(view, 0, { cookie: 0xffff_ffff_ffff_fffen });
  expect(layout.decode(view, 0).cookie === 0xffff_ffff_ffff_ffffn).toBe(false);
});

test("xenkbd_key: KEY_ENTER (28) pressed, as kbdif.h draws it, into a dirty slot", () => {
  const slot = new Uint8Array(40).fill(0xee);
  kbdInEvent.encode(new DataView(slot.buffer), 0, { kind: "key", pressed: 1, keycode: 28 });
  expect([...slot]).toEqual([3, 1, 0, 0, 28, 0, 0, 0, ...new Array<number>(32).fill(0)]);
});

test("xendispl_page_flip_req: as displif.h draws it, into a dirty slot", () => {
  const slot = new Uint8Array(64).fill(0xee);
  displReq.encode(new DataView(slot.buffer), 0, { kind: "pgFlip", id: 0x0201, fbCookie: 0x0807_0605_0403_0201n });
  expect([...slot]).toEqual([1, 2, 0x15, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, ...new Array<number>(48).fill(0)]);
});

test("tables print under C's names", () => {
  expect(abiOfUnion(kbdInEvent)["xenkbd_key"]).toEqual({ size: 8, fields: { pressed: [1, 1], keycode: [4, 4] } });
  expect(abiOfUnion(displReq)["xendispl_page_flip_req"]).toEqual({ size: 8, fields: { fb_cookie: [0, 8] } });
  expect(abiOfStruct(struct("sring", 8, { reqProd: [0, u32] }))).toEqual({ sring: { size: 8, fields: { req_prod: [0, 4] } } });
});
