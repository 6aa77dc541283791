import { expect, test } from "vitest";
import { kbdInEvent } from "../../../protocol/io/kbdif.ts";
import { cameraReq } from "../../../protocol/io/cameraif.ts";
import { displReq } from "../../../protocol/io/displif.ts";
import { sndReq } from "../../../protocol/io/sndif.ts";
import { BugError } from "../../../protocol/result.ts";
import { array, i64, struct, tagged, u16, u32, u64, u8 } from "../../../protocol/struct.ts";

test.each([
  ["is misaligned", () => struct("s", 8, { a: [2, u32] })],
  ["overlaps another", () => struct("s", 8, { a: [0, u32], b: [2, u16] })],
  ["ends past the structure", () => struct("s", 6, { a: [4, u32] })],
  ["lies on the tag", () => tagged("t", 8, { tagAt: 0, tag: ["type"], bodyAt: 0, shared: {} }, { k: [[1, 2], "k", 8, { a: [1, u8] }] })],
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

test.each([
  ["a number", 1],
  ["too few", [1, 2]],
  ["too many", [1, 2, 3, 4]],
  ["one that does not fit", [1, 2, 0x1_0000]],
])("an array of three u16 refuses %s, and nothing is written", (_, value) => {
  const octets = new Uint8Array(8).fill(0xee);
  const layout = struct("s", 8, { a: [2, array(u16, 3)] });
  expect(() => layout.encode(new DataView(octets.buffer), 0, { a: value as readonly number[] })).toThrow(BugError);
  expect([...octets]).toEqual(new Array(8).fill(0xee));
});

test.each([[2n ** 63n], [-(2n ** 63n) - 1n], [1]])("%s does not fit an i64", (value) => {
  const layout = struct("s", 8, { a: [0, i64] });
  expect(() => layout.encode(new DataView(new ArrayBuffer(8)), 0, { a: value as bigint })).toThrow(BugError);
});

test("xencamera_buf_create_req: as cameraif.h draws it, into a dirty slot", () => {
  const slot = new Uint8Array(64).fill(0xee);
  cameraReq.encode(new DataView(slot.buffer), 0, { kind: "bufCreate", id: 0x0201, index: 3, planeOffset: [4, 5, 6, 7], grefDirectory: 8 });
  const planes = [4, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0, 7, 0, 0, 0];
  expect([...slot]).toEqual([1, 2, 6, 0, 0, 0, 0, 0, 3, 0, 0, 0, ...planes, 8, 0, 0, 0, ...new Array<number>(32).fill(0)]);
});

test("a request of an operation without parameters is its header", () => {
  const slot = new Uint8Array(64).fill(0xee);
  sndReq.encode(new DataView(slot.buffer), 0, { kind: "close", id: 0x0201 });
  expect([...slot]).toEqual([1, 2, 1, ...new Array<number>(61).fill(0)]);
});

test("an array of three u16 is read and written element by element", () => {
  const octets = Uint8Array.from([9, 9, 1, 2, 3, 4, 5, 6]);
  const layout = struct("s", 8, { a: [2, array(u16, 3)] });
  const view = new DataView(octets.buffer);
  const read = layout.decode(view, 0);
  layout.encode(view, 0, { a: [0x0102, 0x0304, 0x0506] });
  expect({ read, written: [...octets] }).toEqual({ read: { a: [0x0201, 0x0403, 0x0605] }, written: [0, 0, 2, 1, 4, 3, 6, 5] });
});

test("what decodeInto fills has every field from the start, each zero in its own type", () => {
  expect(struct("s", 16, { a: [0, u64], b: [8, u32], c: [12, array(u8, 2)] }).scratch()).toEqual({ a: 0n, b: 0, c: [0, 0] });
});

test("a packet that is begun in a dirty slot and set member by member is the one that encode writes", () => {
  const [whole, parts] = [new Uint8Array(64).fill(0xee), new Uint8Array(64).fill(0xee)];
  displReq.encode(new DataView(whole.buffer), 0, { kind: "pgFlip", id: 0x0201, fbCookie: 0x8807_0605_0403_0201n });
  const { pgFlip } = displReq.arms;
  const view = new DataView(parts.buffer);
  pgFlip.begin(view, 0);
  pgFlip.at.id.set(view, 0, 0x0201);
  pgFlip.at.fbCookie.set(view, 0, 0x8807_0605_0403_0201n);
  expect([...parts]).toEqual([...whole]);
  expect([pgFlip.at.id.get(view, 0), pgFlip.at.fbCookie.get(view, 0)]).toEqual([0x0201, 0x8807_0605_0403_0201n]);
});
