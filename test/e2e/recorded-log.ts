/**
 * What a recorded drive says, read by other means than the program's: a few lines of our own over the log's text, and the places of bits as
 * the DBC files print them. It shares no code with main/vehicle, so that both would have to be wrong in the same way.
 */
import { readFileSync } from "node:fs";

export interface Frame {
  /** Milliseconds from the log's first frame. */
  readonly at: number;
  readonly id: number;
  readonly data: bigint;
}

/** The frames of a candump log, in order. */
export function framesOf(path: string): readonly Frame[] {
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  const frames = lines.map((line) => {
    const [seconds = "", , frame = ""] = line.split(" ");
    const [id = "", octets = ""] = frame.split("#");
    // Intel's order: the first octet is the lowest.
    const data = BigInt(`0x${(octets.match(/../g) ?? []).reverse().join("")}`);
    return { at: Number(seconds.slice(1, -1)) * 1000, id: Number.parseInt(id, 16), data };
  });
  const start = frames[0]?.at ?? 0;
  return frames.map((frame) => ({ ...frame, at: frame.at - start }));
}

const SPEED = 0x0d1;

/** When the log's speed frames come, in milliseconds. */
export const speedTimes = (frames: readonly Frame[]): readonly number[] => frames.flatMap(({ id, at }) => (id === SPEED ? [at] : []));

/** What the driver has to see just before `at`. */
export interface Instant {
  readonly kmh: number;
  readonly rpm: number;
  readonly gear: string;
  readonly coolant: number;
  /** Percent of a tank of 61 litres, whole. */
  readonly fuel: number;
  readonly left: boolean;
  readonly door: boolean;
  readonly unbelted: boolean;
}

export function instantOf(frames: readonly Frame[], at: number): Instant {
  const field = (id: number, bit: number, length: number): number => {
    const frame = frames.filter((one) => one.id === id && one.at < at).at(-1);
    if (!frame) throw new Error(`no frame ${id.toString(16)} before ${at} ms`);
    return Number((frame.data >> BigInt(bit)) & ((1n << BigInt(length)) - 1n));
  };
  // SG_ GEAR : 48|4@1+, and REVERSE : 49|1@1+ of another frame; 7 is none.
  const gear = field(0x141, 48, 4);
  return {
    kmh: field(SPEED, 0, 16) * 0.0155168902 * 3.6, // SG_ SPEED : 0|16@1+ (0.0155168902, 0) "m/s"
    rpm: field(0x140, 16, 14), // SG_ RPM : 16|14@1+ (1.0, 0)
    gear: field(0x154, 49, 1) === 1 ? "R" : gear === 7 ? "N" : `M${gear}`,
    coolant: field(0x360, 24, 8) - 40, // SG_ COOLANT_TEMP: 24|8@1+ (1, -40)
    fuel: Math.min(100, Math.round(((field(0x156, 56, 8) * 2.155 + 6.315) * 100) / 61)), // SG_ FUEL : 56|8@1+ (2.155, 6.315) "litre"
    left: field(0x282, 44, 1) === 1, // SG_ LEFT_BLINKER : 44|1@1+
    door: field(0x374, 24, 4) !== 0, // SG_ DOOR_OPEN_FR : 24|1@1+ and its three neighbours
    unbelted: field(0x282, 40, 1) === 1, // SG_ SEATBELT_FL : 40|1@1+
  };
}

/**
 * Where a replay is: it stamps each speed with the time that the log's own clock gives it, and the gaps between the stamps fit the log at one
 * place only. Answers the stamp of the log's first frame; undefined when they fit nowhere, as when the log began anew between them.
 */
export function startOf(stamps: readonly number[], times: readonly number[], rate: number): number | undefined {
  const fits = times.slice(0, times.length - stamps.length + 1).map((time, place) => {
    const start = stamps[0]! - time / rate;
    const off = Math.max(...stamps.map((stamp, i) => Math.abs(stamp - start - times[place + i]! / rate)));
    return { start, off };
  });
  const [best, second] = fits.sort((a, b) => a.off - b.off);
  return best && second && best.off < 0.1 && second.off > 10 * best.off ? best.start : undefined;
}
