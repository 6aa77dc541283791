import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blkifReq } from "../../../protocol/io/blkif.ts";
import { cameraAnswer, cameraEvt, cameraReq } from "../../../protocol/io/cameraif.ts";
import { displReq } from "../../../protocol/io/displif.ts";
import { kbdInEvent } from "../../../protocol/io/kbdif.ts";
import { sndAnswer, sndEvt, sndReq } from "../../../protocol/io/sndif.ts";
import { array, f64, i16, i32, i64, struct, u16, u32, u64, u8, type Fields, type Tagged, type Variants } from "../../../protocol/struct.ts";

type Type = Fields[string][1];

const anyScalar = new Map<Type, fc.Arbitrary<number | bigint>>([
  [u8, fc.integer({ min: 0, max: 0xff })],
  [u16, fc.integer({ min: 0, max: 0xffff })],
  [i16, fc.integer({ min: -0x8000, max: 0x7fff })],
  [u32, fc.integer({ min: 0, max: 0xffff_ffff })],
  [i32, fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff })],
  [u64, fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn })],
  [i64, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
]);
/** The arrays of the tables are all of u32. */
const anyValue = (type: Type): fc.Arbitrary<unknown> =>
  anyScalar.get(type) ?? fc.array(anyScalar.get(u32)!, { minLength: type.size / 4, maxLength: type.size / 4 });

const anyOf = (kind: string, fields: Fields) =>
  fc.record(Object.fromEntries([["kind", fc.constant(kind)], ...Object.entries(fields).map(([f, [, type]]) => [f, anyValue(type)])]));

/** Any of the unions, for what is the same in all. */
interface Union extends Pick<Tagged<Variants, Fields>, "name" | "size" | "variants"> {
  readonly layout: { readonly shared: Fields };
  kindAt(view: DataView, base: number): PropertyKey | undefined;
  decode(view: DataView, base: number): { readonly kind: PropertyKey } | undefined;
  encode(view: DataView, base: number, message: never): void;
}
const all: readonly Union[] = [kbdInEvent, displReq, sndReq, sndAnswer, sndEvt, cameraReq, cameraAnswer, cameraEvt, blkifReq];

// The generators are drawn from the tables, so a kind added there is tested here unasked.
const unions = all.map((union) => ({
  union,
  anyMessage: fc.oneof(
    ...Object.entries(union.variants).map(([kind, [, , , fields]]) => anyOf(kind, { ...union.layout.shared, ...fields })),
  ),
}));

const dirty = fc.uint8Array({ minLength: 256, maxLength: 256 });

describe.each(unions)("$union.name", ({ union, anyMessage }) => {
  test("decode(encode(message)) is the message, anywhere on a page, whatever lay there before", () => {
    fc.assert(
      fc.property(anyMessage, dirty, fc.nat(256 - 112), (message, dirt, base) => {
        const view = new DataView(dirt.buffer, dirt.byteOffset, dirt.byteLength);
        union.encode(view, base, message as never);
        expect(union.decode(view, base)).toEqual(message);
      }),
    );
  });

  test("encoding leaves nothing of what was there, and touches nothing outside", () => {
    fc.assert(
      fc.property(anyMessage, dirty, fc.nat(256 - 112), (message, dirt, base) => {
        const clean = new Uint8Array(256);
        union.encode(new DataView(clean.buffer), base, message as never);
        const before = dirt.slice();
        union.encode(new DataView(dirt.buffer, dirt.byteOffset), base, message as never);
        const end = base + union.size;
        expect(dirt.slice(base, end)).toEqual(clean.slice(base, end));
        expect([...dirt.slice(0, base), ...dirt.slice(end)]).toEqual([...before.slice(0, base), ...before.slice(end)]);
      }),
    );
  });

  test("any octets decode to a message or to nothing, and never throw", () => {
    fc.assert(
      fc.property(dirty, fc.nat(256 - 112), (dirt, base) => {
        const view = new DataView(dirt.buffer, dirt.byteOffset);
        const kind = union.kindAt(view, base);
        expect(union.decode(view, base)?.kind).toBe(kind);
      }),
    );
  });
});

test("decodeInto fills what decode answers", () => {
  const layout = struct("s", 32, { a: [0, u8], b: [2, i16], c: [4, u32], d: [8, u64], e: [16, f64], f: [24, array(u16, 4)] });
  fc.assert(
    fc.property(dirty, fc.nat(200), (dirt, base) => {
      const view = new DataView(dirt.buffer, dirt.byteOffset);
      const out = layout.scratch();
      layout.decodeInto(view, base, out);
      expect(out).toEqual(layout.decode(view, base));
    }),
  );
});
