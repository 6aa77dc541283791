/**
 * candump's log lines, as `candump -l` and `-L` write and can-utils' lib.c (`sprint_canframe`, `parse_canframe`) defines them:
 *
 *     (1700000000.123456) can0 100#401F82500000FFFF      and the variants in the tests
 *
 * The one idea: chunks go in as octets and frames come out one at a time, into one object that is used again, so that a log of any
 * length costs no more than its chunk. A bad line is reported with what was wanted and the log goes on (canplayer would stop).
 */
import type { TextProblem } from "./text-problem.ts";

export interface CanFrame {
  /** Milliseconds, of whatever clock the log has. */
  at: number;
  bus: string;
  id: number;
  extended: boolean;
  kind: "data" | "remote" | "error" | "fd";
  /** Just the frame's octets; for a remote frame none. Valid until the next frame is read. */
  data: Uint8Array;
}

/** A line beyond this is none of candump's: 64 octets of CAN FD make some 180 characters. */
const LINE_MAX = 1024;
const NEWLINE = 0x0a;
/** Value of each hexadecimal digit by its ASCII code; 255 for what is none. */
const HEX = new Uint8Array(256).fill(255);
for (let digit = 0; digit < 16; digit++) {
  HEX[digit.toString(16).charCodeAt(0)] = digit;
  HEX[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}
const code = (character: string): number => character.charCodeAt(0);
const [SPACE, OPEN, CLOSE, DOT, HASH, UNDERSCORE, COLON, RTR] = [" ", "(", ")", ".", "#", "_", ":", "R"].map(code) as [
  // A map over an eight-tuple keeps its length, which TypeScript does not track.
  ...[number, number, number, number, number, number, number, number],
];
const CAN_ERR_FLAG = 0x2000_0000;

/** What is wrong with the line being read; thrown inside `next` and caught there. */
class LineError extends Error {
  override readonly name = "LineError";
}

/** Reads one log. Feed it chunks; take frames until it answers undefined; then feed it the next, or `end` it. */
export class CandumpReader {
  readonly #file: string;
  readonly #report: (problem: TextProblem) => void;
  readonly #views: readonly Uint8Array[];
  readonly #octets = new Uint8Array(64);
  readonly #frame: CanFrame = { at: 0, bus: "", id: 0, extended: false, kind: "data", data: new Uint8Array(0) };
  #buffer: Uint8Array = new Uint8Array(0);
  #at = 0;
  #lineEnd = 0;
  #line = 0;
  #skipping = false;
  #bad = 0;
  #busCode = 0;

  constructor(file: string, report: (problem: TextProblem) => void) {
    this.#file = file;
    this.#report = report;
    this.#views = Array.from({ length: 65 }, (_, length) => this.#octets.subarray(0, length));
  }

  /** Lines read so far, bad ones among them. */
  get lines(): number {
    return this.#line;
  }

  /** Lines that were not frames, CAN XL's among them. */
  get badLines(): number {
    return this.#bad;
  }

  /** Gives the reader the next octets; whatever `next` has not taken yet stays before them. */
  feed(chunk: Uint8Array): void {
    const rest = this.#buffer.length - this.#at;
    if (rest === 0) this.#buffer = chunk;
    else {
      const joined = new Uint8Array(rest + chunk.length);
      joined.set(this.#buffer.subarray(this.#at));
      joined.set(chunk, rest);
      this.#buffer = joined;
    }
    this.#at = 0;
  }

  /** No more chunks: a last line without a newline counts. Take what `next` still has. */
  end(): void {
    if (this.#at < this.#buffer.length || this.#skipping) this.feed(Uint8Array.of(NEWLINE));
  }

  /** The next frame, in an object that the call after this one overwrites; undefined when more octets are needed. */
  next(): CanFrame | undefined {
    for (;;) {
      const end = this.#buffer.indexOf(NEWLINE, this.#at);
      if (end < 0) {
        if (this.#buffer.length - this.#at > LINE_MAX) {
          this.#skipping = true;
          this.#at = this.#buffer.length;
        }
        return undefined;
      }
      const start = this.#at;
      this.#at = end + 1;
      this.#line++;
      const tooLong = this.#skipping || end - start > LINE_MAX;
      this.#skipping = false;
      if (tooLong) this.#problem(`want a line of at most ${LINE_MAX} characters`);
      else if (this.#take(start, end)) return this.#frame;
    }
  }

  #take(start: number, end: number): boolean {
    while (end > start && (this.#buffer[end - 1] ?? 0) <= SPACE) end--; // also the \r of a log that went through Windows
    if (end === start) return false;
    this.#lineEnd = end;
    try {
      this.#parse(start);
      return true;
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      const text = String.fromCharCode(...this.#buffer.subarray(start, Math.min(end, start + 80)));
      this.#problem(`${error.message}, got ${JSON.stringify(text)}`);
      return false;
    }
  }

  #problem(problem: string): void {
    this.#bad++;
    this.#report({ file: this.#file, line: this.#line, problem });
  }

  #octet(at: number): number {
    return at < this.#lineEnd ? (this.#buffer[at] ?? 0) : 0;
  }

  #parse(start: number): void {
    let at = this.#time(start);
    at = this.#bus(at);
    const idAt = at;
    let id = 0;
    for (let digit = HEX[this.#octet(at)] ?? 255; digit < 16; digit = HEX[this.#octet(++at)] ?? 255) id = id * 16 + digit;
    const digits = at - idAt;
    if (this.#octet(at) !== HASH) throw new LineError("want an id in hexadecimal and #");
    if (this.#octet(at + 3) === COLON) throw new LineError("CAN XL frames are not read: want CAN or CAN FD");
    const frame = this.#frame;
    frame.extended = digits === 8;
    const error = frame.extended && id >= CAN_ERR_FLAG && id < 2 * CAN_ERR_FLAG;
    if (digits !== 3 && digits !== 8) throw new LineError("want an id of 3 or 8 hexadecimal digits");
    if (!error && id > (frame.extended ? 0x1fff_ffff : 0x7ff)) throw new LineError("want an id of at most 7FF or 1FFFFFFF");
    frame.id = error ? id - CAN_ERR_FLAG : id;
    if (this.#octet(at + 1) === HASH) {
      if ((HEX[this.#octet(at + 2)] ?? 255) > 15) throw new LineError("want a flags digit after ##");
      this.#data(at + 3, 64);
      frame.kind = "fd";
    } else if (this.#octet(at + 1) === RTR) {
      this.#remote(at + 2);
    } else {
      this.#data(at + 1, 8);
      frame.kind = error ? "error" : "data";
    }
  }

  #time(start: number): number {
    if (this.#octet(start) !== OPEN) throw new LineError('want "(seconds.fraction)" first');
    let at = start + 1;
    let seconds = 0;
    for (let digit = this.#decimal(at); digit < 10; digit = this.#decimal(++at)) seconds = seconds * 10 + digit;
    if (at === start + 1 || at - start > 15 || this.#octet(at) !== DOT) throw new LineError('want "(seconds.fraction)" first');
    const point = at++;
    let fraction = 0;
    for (let digit = this.#decimal(at); digit < 10; digit = this.#decimal(++at)) fraction = fraction * 10 + digit;
    const decimals = at - point - 1;
    if ((decimals !== 6 && decimals !== 9) || this.#octet(at) !== CLOSE || this.#octet(at + 1) !== SPACE) {
      throw new LineError("want 6 or 9 decimals and a closing bracket in the time");
    }
    this.#frame.at = seconds * 1000 + fraction / (decimals === 6 ? 1e3 : 1e6);
    return at + 2;
  }

  #bus(start: number): number {
    let at = start;
    let hash = 0;
    for (let octet = this.#octet(at); octet > SPACE; octet = this.#octet(++at)) hash = (hash * 31 + octet) | 0;
    // IFNAMSIZ is 16 with its closing zero.
    if (at === start || at - start > 15 || this.#octet(at) !== SPACE) throw new LineError("want a bus name such as can0 after the time");
    // A string a line would be garbage a line; logs have one bus or a few, so the last one's name is kept.
    if (hash !== this.#busCode || !this.#isBus(start, at - start)) {
      this.#frame.bus = String.fromCharCode(...this.#buffer.subarray(start, at));
      this.#busCode = hash;
    }
    return at + 1;
  }

  #isBus(start: number, length: number): boolean {
    const { bus } = this.#frame;
    if (bus.length !== length) return false;
    for (let i = 0; i < length; i++) if (bus.charCodeAt(i) !== this.#octet(start + i)) return false;
    return true;
  }

  #data(start: number, max: number): void {
    let at = start;
    let count = 0;
    for (;;) {
      const high = HEX[this.#octet(at)] ?? 255;
      if (high > 15) break;
      const low = HEX[this.#octet(at + 1)] ?? 255;
      if (low > 15) throw new LineError("want two hexadecimal digits an octet");
      // TRUST: count is the log's; it is compared with the frame kind's most, and the buffer has 64.
      if (count === max) throw new LineError(`want at most ${max} octets of data`);
      this.#octets[count++] = high * 16 + low;
      at += 2;
      if (this.#octet(at) === DOT) at++; // parse_canframe allows 11.22.33
    }
    this.#rest(at);
    this.#frame.data = this.#views[count] ?? this.#octets;
  }

  #remote(start: number): void {
    const length = this.#decimal(start);
    if (length < 10 && length > 8) throw new LineError("want a remote frame's length from 0 to 8");
    this.#rest(length < 10 ? start + 1 : start);
    this.#frame.kind = "remote";
    this.#frame.data = this.#views[0] ?? this.#octets;
  }

  /** After the data: `_E`, a raw DLC beyond 8, which means 8 octets; and with -x ` R` or ` T`, received or sent. */
  #rest(start: number): void {
    let at = start;
    if (this.#octet(at) === UNDERSCORE) {
      const dlc = HEX[this.#octet(at + 1)] ?? 255;
      if (dlc < 9 || dlc > 15) throw new LineError("want a raw DLC from 9 to F after _");
      at += 2;
    }
    const direction = this.#octet(at) === SPACE ? this.#octet(at + 1) : 0;
    if (direction === RTR || direction === code("T")) at += 2;
    if (at < this.#lineEnd) throw new LineError("want hexadecimal data and nothing behind it");
  }

  #decimal(at: number): number {
    const digit = this.#octet(at) - 48;
    return digit >= 0 && digit <= 9 ? digit : 255;
  }
}
