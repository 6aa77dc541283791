import fc from "fast-check";
import { expect, test } from "vitest";
import type { DbcSignal } from "../../../main/vehicle/dbc.ts";
import { compileSignal } from "../../../main/vehicle/signal-codec.ts";

/** Any layout that fits in 8 octets. */
const layouts = fc
  .record({ length: fc.integer({ min: 1, max: 64 }), byteOrder: fc.constantFrom("intel", "motorola"), signed: fc.boolean() })
  .chain((bits) =>
    fc.integer({ min: 0, max: 64 - bits.length }).map((first): DbcSignal => {
      // `first` counts bits as they are numbered (Intel) or as they travel (Motorola).
      const startBit = bits.byteOrder === "intel" ? first : (first >> 3) * 8 + 7 - (first & 7);
      const rest = { name: "S", kind: "integer", factor: 1, offset: 0, min: 0, max: 0, unit: "", multiplexor: false } as const;
      return { ...bits, startBit, ...rest, values: new Map(), comment: "", line: 1 };
    }),
  );
const octets = fc.uint8Array({ minLength: 8, maxLength: 8 });

/** The slow way: one bit at a time, by the numbering of the format description. */
function slowly(signal: DbcSignal, data: Uint8Array): bigint {
  let raw = 0n;
  let bit = signal.startBit;
  for (let i = 0; i < signal.length; i++) {
    const set = BigInt(((data[bit >> 3] ?? 0) >> (bit & 7)) & 1);
    if (signal.byteOrder === "intel") {
      raw |= set << BigInt(i);
      bit++;
    } else {
      raw = (raw << 1n) | set;
      bit = (bit & 7) === 0 ? bit + 15 : bit - 1;
    }
  }
  return raw;
}

test("any layout reads the bits that a bit-by-bit reader reads", () => {
  fc.assert(
    fc.property(layouts, octets, (signal, data) => {
      const raw = slowly(signal, data);
      const codec = compileSignal(signal);
      expect(codec.decodeRaw(data)).toBe(raw);
      expect(codec.decode(data)).toBe(Number(signal.signed ? BigInt.asIntN(signal.length, raw) : raw));
    }),
    { numRuns: 2000 },
  );
});

test("any raw value written is read back, and no other bit of the frame has changed", () => {
  fc.assert(
    fc.property(layouts, octets, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (signal, before, value) => {
      const codec = compileSignal(signal);
      const data = Uint8Array.from(before);
      codec.encodeRaw(data, value);
      expect(codec.decodeRaw(data)).toBe(BigInt.asUintN(signal.length, value));
      const old = codec.decodeRaw(before) ?? 0n;
      codec.encodeRaw(data, old);
      expect(data).toEqual(before);
    }),
  );
});

test("any physical value comes back within half a step, for layouts a double can hold", () => {
  const scales = fc.record({ factor: fc.constantFrom(0.25, 0.1, -1, 2.155, 1e-3), offset: fc.constantFrom(0, -40, 6.315) });
  const narrow = layouts.filter((signal) => signal.length <= 32);
  fc.assert(
    fc.property(narrow, scales, fc.double({ min: 0, max: 1, noNaN: true }), (signal, scale, part) => {
      const codec = compileSignal({ ...signal, ...scale });
      const low = signal.signed ? -(2 ** (signal.length - 1)) : 0;
      const value = (low + part * (2 ** signal.length - 1)) * scale.factor + scale.offset;
      const data = new Uint8Array(8);
      codec.encode(data, value);
      expect(Math.abs((codec.decode(data) ?? Number.NaN) - value)).toBeLessThanOrEqual(
        Math.abs(scale.factor) / 2 + Math.abs(value) * 1e-9 + 1e-9,
      );
    }),
  );
});
