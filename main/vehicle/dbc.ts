import type { TextProblem } from "./text-problem.ts";

export interface DbcSignal {
  readonly name: string;
  /** As the file has it: the least significant bit of an Intel signal, the most significant of a Motorola one. */
  readonly startBit: number;
  readonly length: number;
  readonly byteOrder: "intel" | "motorola";
  readonly signed: boolean;
  readonly kind: "integer" | "float32" | "float64";
  /** physical = raw × factor + offset */
  readonly factor: number;
  readonly offset: number;
  /** As declared. Real frames go beyond it, so nothing is refused by it. */
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  /** True for a signal whose value selects others (M, m0M). */
  readonly multiplexor: boolean;
  /** Present when this signal is in the frame only while the signal named `of` has a raw value in one of `ranges`. */
  readonly mux?: { readonly of: string; readonly ranges: readonly (readonly [low: number, high: number])[] };
  /** VAL_: names of raw values. */
  readonly values: ReadonlyMap<number, string>;
  readonly comment: string;
  readonly line: number;
}

export interface DbcMessage {
  /** 11 or 29 bits; the file's bit 31 has become `extended`. */
  readonly id: number;
  readonly extended: boolean;
  readonly name: string;
  /** Octets, as declared. A real frame may be shorter. */
  readonly length: number;
  readonly sender: string;
  readonly signals: ReadonlyMap<string, DbcSignal>;
  readonly comment: string;
  /** GenMsgCycleTime, where the file has it for this message. */
  readonly cycleMs: number | undefined;
  readonly line: number;
}

export interface Dbc {
  readonly file: string;
  readonly version: string;
  readonly nodes: readonly string[];
  readonly messages: ReadonlyMap<string, DbcMessage>;
  readonly valueTables: ReadonlyMap<string, ReadonlyMap<number, string>>;
  /** What was read over: unknown sections, names that nothing declares. */
  readonly notes: readonly TextProblem[];
}

/** The octet with the signal's last bit: where a frame must reach for the signal to be in it. */
export function lastOctet(signal: Pick<DbcSignal, "startBit" | "length" | "byteOrder">): number {
  if (signal.byteOrder === "intel") return (signal.startBit + signal.length - 1) >> 3;
  return (signal.startBit - (signal.startBit & 7) + (7 - (signal.startBit & 7)) + signal.length - 1) >> 3;
}
