import { expect, test } from "vitest";
import type { DbcSignal } from "../../../main/vehicle/dbc.ts";
import { compileSignal } from "../../../main/vehicle/signal-codec.ts";

function aSignal(over: Partial<DbcSignal>): DbcSignal {
  const bits = { name: "S", startBit: 0, length: 8, byteOrder: "intel", signed: false, kind: "integer" } as const;
  return { ...bits, factor: 1, offset: 0, min: 0, max: 0, unit: "", multiplexor: false, values: new Map(), comment: "", line: 1, ...over };
}

const hex = (data: Uint8Array): string => Buffer.from(data).toString("hex");

test("32 bits that begin inside an octet touch five octets and come out whole", () => {
  const data = Uint8Array.of(0xf0, 0xde, 0xbc, 0x9a, 0x08);
  expect(compileSignal(aSignal({ startBit: 4, length: 32 })).decode(data)).toBe(0x89abcdef);
  expect(compileSignal(aSignal({ startBit: 4, length: 32, signed: true })).decode(data)).toBe(0x89abcdef - 2 ** 32);
});

test("a Motorola signal across octets takes its bits from the most significant down", () => {
  // Octets 12 34 56: from bit 3 of octet 0, twelve bits are 2 3 4.
  expect(compileSignal(aSignal({ startBit: 3, length: 12, byteOrder: "motorola" })).decode(Uint8Array.of(0x12, 0x34, 0x56))).toBe(0x234);
});

test("a 64-bit value is exact as raw bits, signed or not", () => {
  const data = new Uint8Array(8).fill(0xff);
  data[0] = 0xfe;
  const unsigned = compileSignal(aSignal({ length: 64 }));
  expect(unsigned.decodeRaw(data)).toBe(0xffff_ffff_ffff_fffen);
  expect(compileSignal(aSignal({ length: 64, signed: true })).decode(data)).toBe(-2);
});

test("a frame shorter than its message gives the signals that fit and undefined for the others", () => {
  const early = compileSignal(aSignal({ startBit: 24, length: 8 }));
  const late = compileSignal(aSignal({ startBit: 31, length: 9, byteOrder: "motorola" }));
  const frame = Uint8Array.of(1, 2, 3, 4);
  expect([early.decode(frame), late.decode(frame), late.decodeRaw(frame)]).toEqual([4, undefined, undefined]);
});

test("writing leaves the other bits of the frame alone and keeps a value inside what the bits can say", () => {
  const data = new Uint8Array(3).fill(0xff);
  const signal = compileSignal(aSignal({ startBit: 4, length: 12, signed: true, factor: 0.5 }));
  signal.encode(data, 0);
  expect(hex(data)).toBe("0f00ff");
  signal.encode(data, 9999);
  expect([hex(data), signal.decode(data)]).toEqual(["ff7fff", 1023.5]);
  expect(() => signal.encode(new Uint8Array(1), 0)).toThrow("1 octets given, 2 needed");
});
