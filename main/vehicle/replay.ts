/**
 * A candump log played through a mapping into the store, at the log's own pace × speed.
 *
 * The one idea: every frame has a due time on the clock, worked out from the log's times alone. A tick takes all that are due, so the
 * number of timers does not depend on the traffic, nothing drifts, and the store's times do not depend on how late a tick was.
 */
import type { Timer, Timers } from "../../protocol/ports.ts";
import type { Log } from "../log/log.ts";
import type { CanFrame } from "./candump.ts";
import { type DriveLog, LogReader } from "./log-reader.ts";
import { MappingRun } from "./mapping-run.ts";
import type { BoundMapping } from "./mapping.ts";
import type { SignalStore } from "./signal-store.ts";
import { formatTextProblem, type TextProblem } from "./text-problem.ts";

export interface ReplayOptions {
  readonly log: DriveLog;
  readonly mapping: BoundMapping;
  /** 1 is the log's own pace. More than 0. */
  readonly speed?: number;
  readonly loop?: boolean;
}

export interface ReplayDeps {
  readonly timers: Timers;
  readonly store: SignalStore;
  readonly log: Log;
}

export interface ReplayStatus {
  readonly state: "opening" | "playing" | "ended" | "failed" | "stopped";
  /** Of the log's own time, from its first frame. */
  readonly positionMs: number;
  /** Known once the end was seen. */
  readonly durationMs: number | undefined;
  /** 0 to 1: by time when the duration is known, else by octets; undefined when neither is. */
  readonly fraction: number | undefined;
  readonly frames: number;
  readonly badLines: number;
  readonly loops: number;
}

const BATCH_MS = 8;
/** Frames taken in one go before dom0's other work has its turn; about 2 ms on the reference machine. */
const BATCH_FRAMES = 2000;
/** Beyond this the machine was asleep or the disk slow: the drive goes on where it was rather than hurrying after the clock. */
const LATE_MS = 1000;
/** A silent bus must still be noticed: values go stale. */
const IDLE_MS = 250;
/** How long after the end of a log that does not loop its values are still watched going stale. */
const AFTERGLOW_MS = 10_000;
const REPORTED_LINES = 20;

/** One replay; it plays from its construction on, until `stop`. */
export class Replay {
  readonly #options: ReplayOptions;
  readonly #timers: Timers;
  readonly #store: SignalStore;
  readonly #log: Log;
  readonly #speed: number;
  #run: MappingRun;
  #reader: LogReader;
  #timer: Timer | undefined;
  #pending: CanFrame | undefined;
  #state: ReplayStatus["state"] = "opening";
  #frames = 0;
  #passFrames = 0;
  #badLines = 0;
  #loops = 0;
  /** The log's time of position 0, moved when the log's time runs backwards. */
  #logStart = 0;
  #lastLogTime = 0;
  #position = 0;
  /** The clock's time of position 0. */
  #origin = 0;
  #skipTo = 0;
  #duration: number | undefined;
  #endedAt: number | undefined;

  constructor(options: ReplayOptions, deps: ReplayDeps) {
    this.#options = options;
    this.#timers = deps.timers;
    this.#store = deps.store;
    this.#log = deps.log;
    this.#speed = options.speed ?? 1;
    this.#run = this.#newRun();
    this.#reader = this.#newReader();
    this.#tick();
  }

  status(): ReplayStatus {
    const { size = 0 } = this.#options.log;
    const byOctets = size > 0 ? Math.min(1, this.#reader.octets / size) : undefined;
    return {
      state: this.#state,
      positionMs: this.#position,
      durationMs: this.#duration,
      fraction: this.#duration === undefined ? byOctets : Math.min(1, this.#position / Math.max(1, this.#duration)),
      frames: this.#frames,
      badLines: this.#badLines + this.#reader.badLines,
      loops: this.#loops,
    };
  }

  /** Goes on from `positionMs` of the log, with the state that the frames before it left. Beyond the end, it ends (or loops). */
  seek(positionMs: number): void {
    if (this.#state === "stopped") return;
    this.#run = this.#newRun();
    this.#skipTo = Math.max(0, positionMs);
    this.#reopen();
  }

  /** No timer and no read stands after it. Harmless twice. */
  stop(): void {
    this.#state = "stopped";
    this.#timer?.cancel();
    this.#reader.close();
  }

  #newRun(): MappingRun {
    return new MappingRun(this.#options.mapping, this.#store, this.#speed, this.#timers.now());
  }

  #newReader(): LogReader {
    return new LogReader(this.#options.log, {
      badLine: (problem) => this.#badLine(problem),
      ready: () => this.#tick(),
      failed: (error) => {
        this.#state = "failed";
        this.#log.error("the drive log could not be read", { name: this.#options.log.name, error: String(error) });
        this.#finish();
      },
    });
  }

  #reopen(): void {
    this.#reader.close();
    this.#badLines += this.#reader.badLines;
    this.#pending = undefined;
    this.#endedAt = undefined;
    this.#passFrames = 0;
    this.#position = 0;
    this.#state = "opening";
    this.#reader = this.#newReader();
    this.#tick();
  }

  #tick(): void {
    const now = this.#timers.now();
    let wake = now;
    for (let count = 0; count < BATCH_FRAMES; count++) {
      const frame = this.#pending ?? this.#take(now);
      this.#pending = undefined;
      if (!frame) {
        if (this.#reader.done) return this.#passOver();
        wake = now + IDLE_MS; // or sooner, when the reader is ready
        break;
      }
      const due = this.#due(now);
      if (due > now) {
        this.#pending = frame;
        const nextBatch = this.#origin + (Math.floor((now - this.#origin) / BATCH_MS) + 1) * BATCH_MS;
        wake = Math.min(Math.max(due, nextBatch), now + IDLE_MS);
        break;
      }
      this.#run.frame(frame, due);
    }
    // On the way to where a seek goes nobody looks, and nothing is stale there yet.
    if (this.#position >= this.#skipTo) this.#publish(now);
    this.#timer?.cancel();
    this.#timer = this.#timers.at(wake, () => this.#tick());
  }

  /** The next frame, with `#position` moved to it. */
  #take(now: number): CanFrame | undefined {
    const frame = this.#reader.next();
    if (!frame) return undefined;
    if (this.#passFrames++ === 0) {
      this.#logStart = this.#lastLogTime = frame.at;
      this.#origin = now - this.#skipTo / this.#speed;
      this.#state = "playing";
    }
    // Logs that were joined, or a clock that was set: time stands still then, it never runs back.
    if (frame.at < this.#lastLogTime) this.#logStart += frame.at - this.#lastLogTime;
    this.#lastLogTime = frame.at;
    this.#position = frame.at - this.#logStart;
    this.#frames++;
    return frame;
  }

  #due(now: number): number {
    const due = this.#origin + this.#position / this.#speed;
    if (this.#position < this.#skipTo || now - due <= LATE_MS) return due;
    this.#origin += now - due;
    return now;
  }

  #passOver(): void {
    this.#duration = this.#position;
    this.#skipTo = 0;
    const { lines, badLines } = this.#reader;
    this.#log.info("the drive log was played to its end", { frames: this.#passFrames, lines, badLines });
    // A log without a single frame would be opened again for ever.
    if (this.#passFrames > 0 && this.#options.loop === true) {
      this.#loops++;
      return this.#reopen();
    }
    this.#state = "ended";
    this.#finish();
  }

  /** Nothing more will come: only the going stale is left. */
  #finish(): void {
    const now = this.#timers.now();
    this.#endedAt ??= now;
    this.#publish(now);
    this.#timer?.cancel();
    this.#timer = now - this.#endedAt < AFTERGLOW_MS ? this.#timers.after(IDLE_MS, () => this.#finish()) : undefined;
  }

  #publish(now: number): void {
    this.#store.expire(now, this.#speed);
    this.#store.flush();
  }

  #badLine(problem: TextProblem): void {
    const count = this.#badLines + this.#reader.badLines;
    if (count <= REPORTED_LINES) this.#log.info("a line of the drive log was passed over", { where: formatTextProblem(problem) });
  }
}
