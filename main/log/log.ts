/** Records, not strings: `msg` is a constant so that it can be counted, and values go in `data`. */
export interface LogRecord {
  /** Milliseconds of the clock that was passed in. */
  readonly at: number;
  readonly level: LogLevel;
  readonly room: string;
  readonly domid?: number;
  readonly msg: string;
  readonly data?: LogData;
}

/** error: dom0 is wrong. warn: a guest is wrong. info: a domain or device changed state, once. debug: the rest. */
export type LogLevel = "error" | "warn" | "info" | "debug";
export type LogData = Readonly<Record<string, unknown>>;
export type LogSink = (record: LogRecord) => void;

const BURST = 10;
const REFILL_MS = 10_000;
/** Guests and messages are few; a bound all the same, because domids come and go. */
const BUCKETS_MAX = 4096;

interface Bucket {
  tokens: number;
  at: number;
  suppressed: number;
}

/** What all of dom0 logs through; `room` is the folder that speaks. */
export class Log {
  readonly #now: () => number;
  readonly #sink: LogSink;
  readonly #buckets: Map<string, Bucket>;
  readonly #room: string;

  constructor(now: () => number, sink: LogSink, room = "main", buckets = new Map<string, Bucket>()) {
    this.#now = now;
    this.#sink = sink;
    this.#room = room;
    this.#buckets = buckets;
  }

  /** The same log under another room's name. */
  in(room: string): Log {
    return new Log(this.#now, this.#sink, room, this.#buckets);
  }

  error(msg: string, data?: LogData): void {
    this.#put("error", msg, data);
  }

  info(msg: string, data?: LogData, domid?: number): void {
    this.#put("info", msg, data, domid);
  }

  debug(msg: string, data?: LogData, domid?: number): void {
    this.#put("debug", msg, data, domid);
  }

  /** A line that a guest can cause: a token bucket per guest and message, so that no guest can drown the log. */
  guest(domid: number, msg: string, data?: LogData): void {
    const at = this.#now();
    const key = `${domid}/${this.#room}/${msg}`;
    let bucket = this.#buckets.get(key);
    if (!bucket) {
      if (this.#buckets.size >= BUCKETS_MAX) this.#buckets.clear();
      bucket = { tokens: BURST, at, suppressed: 0 };
      this.#buckets.set(key, bucket);
    }
    bucket.tokens = Math.min(BURST, bucket.tokens + ((at - bucket.at) * BURST) / REFILL_MS);
    bucket.at = at;
    if (bucket.tokens < 1) {
      bucket.suppressed++;
      return;
    }
    bucket.tokens--;
    const suppressed = bucket.suppressed;
    bucket.suppressed = 0;
    this.#put("warn", msg, suppressed > 0 ? { ...data, suppressed } : data, domid);
  }

  #put(level: LogLevel, msg: string, data?: LogData, domid?: number): void {
    this.#sink({ at: this.#now(), level, room: this.#room, msg, ...(domid === undefined ? {} : { domid }), ...(data ? { data } : {}) });
  }
}
