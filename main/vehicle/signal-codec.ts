/**
 * A DBC signal's bits, read and written: a layout is worked out once per signal, and a read is a few shifts.
 *
 * The one idea: Intel and Motorola signals are the same thing walked in opposite directions. A signal is a run of octets from its
 * least significant one, with `step` +1 or -1, and after a shift and a mask that is the raw number.
 */
import { BugError } from "../../protocol/result.ts";
import { type DbcMessage, type DbcSignal, lastOctet } from "./dbc.ts";

/** What a frame's octets are: at least readable by index, and as long as the frame was, not as long as the DBC says. */
export type FrameData = Uint8Array;

export interface SignalCodec {
  readonly signal: DbcSignal;
  /** The physical value; undefined when the frame is too short to hold the signal. */
  decode(data: FrameData): number | undefined;
  /** The raw number, exact to 64 bits; undefined as above. For floats it is the bit pattern. */
  decodeRaw(data: FrameData): bigint | undefined;
  /** Writes the nearest raw value into `data` and leaves other bits alone. A value that has no room becomes the nearest that has. */
  encode(data: FrameData, value: number): void;
  encodeRaw(data: FrameData, raw: bigint): void;
}

interface Layout {
  /** Octet with the least significant bit. */
  readonly least: number;
  readonly step: 1 | -1;
  /** Octets touched: up to 9 for 64 bits that begin inside one. */
  readonly octets: number;
  readonly shift: number;
  /** Octets a frame must have. */
  readonly reach: number;
}

function layoutOf(signal: DbcSignal): Layout {
  const { startBit, length } = signal;
  const last = lastOctet(signal);
  if (signal.byteOrder === "intel") {
    const least = startBit >> 3;
    return { least, step: 1, octets: last - least + 1, shift: startBit & 7, reach: last + 1 };
  }
  // Count bits as they travel, most significant first; the signal's last one is its least significant.
  const lastSent = (startBit >> 3) * 8 + 7 - (startBit & 7) + length - 1;
  return { least: last, step: -1, octets: last - (startBit >> 3) + 1, shift: 7 - (lastSent & 7), reach: last + 1 };
}

const scratch = new DataView(new ArrayBuffer(8));

/** Works out one signal's layout. The codec holds no state: share it freely. */
export function compileSignal(signal: DbcSignal): SignalCodec {
  const layout = layoutOf(signal);
  const { kind, factor, offset } = signal;
  const decodeRaw = (data: FrameData): bigint | undefined =>
    data.length < layout.reach ? undefined : readBig(data, layout, signal.length);
  const encodeRaw = (data: FrameData, raw: bigint): void => {
    if (data.length < layout.reach) throw new BugError(`${signal.name}: ${data.length} octets given, ${layout.reach} needed`);
    writeBig(data, layout, signal.length, raw);
  };
  const decode =
    signal.length <= 32
      ? narrowDecoder(signal, layout)
      : (data: FrameData): number | undefined => {
          const raw = decodeRaw(data);
          if (raw === undefined) return undefined;
          if (kind === "float64") {
            scratch.setBigUint64(0, raw);
            return scratch.getFloat64(0) * factor + offset;
          }
          return Number(signal.signed ? BigInt.asIntN(signal.length, raw) : raw) * factor + offset;
        };
  return { signal, decode, decodeRaw, encodeRaw, encode: (data, value) => encodeRaw(data, rawOf(signal, value)) };
}

/** The common path: no BigInt, no allocation. */
function narrowDecoder(signal: DbcSignal, layout: Layout): (data: FrameData) => number | undefined {
  const { least, step, octets, shift, reach } = layout;
  const { kind, signed, factor, offset, length } = signal;
  const mask = length === 32 ? 0xffff_ffff : 2 ** length - 1;
  const unsignedShift = 32 - length;
  return (data) => {
    if (data.length < reach) return undefined;
    let low = 0;
    for (let i = 0, at = least; i < octets && i < 4; i++, at += step) low |= (data[at] ?? 0) << (i * 8);
    let raw = low >>> shift;
    if (octets === 5) raw |= (data[least + 4 * step] ?? 0) << (32 - shift);
    if (kind === "float32") {
      scratch.setUint32(0, raw >>> 0);
      return scratch.getFloat32(0) * factor + offset;
    }
    // Shifting left and back copies the sign bit down; the mask does the same for unsigned.
    const integer = signed ? (raw << unsignedShift) >> unsignedShift : (raw & mask) >>> 0;
    return integer * factor + offset;
  };
}

function readBig(data: FrameData, { least, step, octets, shift }: Layout, length: number): bigint {
  let raw = 0n;
  for (let i = octets - 1; i >= 0; i--) raw = (raw << 8n) | BigInt(data[least + i * step] ?? 0);
  return BigInt.asUintN(length, raw >> BigInt(shift));
}

function writeBig(data: FrameData, { least, step, octets, shift }: Layout, length: number, raw: bigint): void {
  const mask = ((1n << BigInt(length)) - 1n) << BigInt(shift);
  const bits = (BigInt.asUintN(length, raw) << BigInt(shift)) & mask;
  for (let i = 0; i < octets; i++) {
    const at = least + i * step;
    const own = Number((mask >> BigInt(i * 8)) & 0xffn);
    data[at] = ((data[at] ?? 0) & ~own) | Number((bits >> BigInt(i * 8)) & 0xffn);
  }
}

/** The raw bits that stand nearest to a physical value. */
function rawOf(signal: DbcSignal, value: number): bigint {
  const scaled = (value - signal.offset) / signal.factor;
  if (signal.kind === "float32") {
    scratch.setFloat32(0, scaled);
    return BigInt(scratch.getUint32(0));
  }
  if (signal.kind === "float64") {
    scratch.setFloat64(0, scaled);
    return scratch.getBigUint64(0);
  }
  if (Number.isNaN(scaled)) throw new BugError(`${signal.name}: NaN has no bits`);
  const [low, high] = signal.signed
    ? [-(1n << BigInt(signal.length - 1)), (1n << BigInt(signal.length - 1)) - 1n]
    : [0n, (1n << BigInt(signal.length)) - 1n];
  if (scaled <= Number(low)) return low;
  return scaled >= Number(high) ? high : BigInt(Math.round(scaled));
}

/**
 * One signal read from whole frames of its message: undefined also when the frame's multiplexor selects other signals.
 * The message must be the signal's own.
 */
export function compileReader(message: DbcMessage, signal: DbcSignal): (data: FrameData) => number | undefined {
  const codec = compileSignal(signal);
  const conditions: ((data: FrameData) => boolean)[] = [];
  const seen = new Set<string>();
  // Extended multiplexing nests: the multiplexor may itself be in the frame only sometimes.
  for (let inner = signal; inner.mux && !seen.has(inner.name);) {
    const selector = message.signals.get(inner.mux.of);
    if (!selector) throw new BugError(`${message.name}: no multiplexor ${inner.mux.of}`);
    seen.add(inner.name);
    const ranges = inner.mux.ranges;
    const { decodeRaw } = compileSignal(selector);
    conditions.push((data) => {
      const raw = decodeRaw(data);
      return raw !== undefined && ranges.some(([low, high]) => raw >= low && raw <= high);
    });
    inner = selector;
  }
  if (conditions.length === 0) return codec.decode;
  return (data) => (conditions.every((holds) => holds(data)) ? codec.decode(data) : undefined);
}
