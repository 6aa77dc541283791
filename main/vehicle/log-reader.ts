import { type CanFrame, CandumpReader } from "./candump.ts";
import type { TextProblem } from "./text-problem.ts";

/** A log that can be read from its start as often as asked. */
export interface DriveLog {
  readonly name: string;
  /** Its size in octets, where known: then progress is known before the end was seen. */
  readonly size?: number;
  open(): AsyncIterable<Uint8Array>;
}

export interface LogReaderEvents {
  /** A line that is no frame. */
  badLine(problem: TextProblem): void;
  /** After `next` had nothing: try again, there is more, or it has ended. */
  ready(): void;
  failed(error: unknown): void;
}

/** One pass through a drive log. Two chunks at most are in memory: the one that is played and the one that is read ahead. */
export class LogReader {
  readonly #reader: CandumpReader;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #events: LogReaderEvents;
  #ahead: Promise<IteratorResult<Uint8Array>>;
  #state: "idle" | "waiting" | "done" | "closed" = "idle";
  #octets = 0;

  constructor(log: DriveLog, events: LogReaderEvents) {
    this.#events = events;
    this.#reader = new CandumpReader(log.name, (problem) => events.badLine(problem));
    this.#chunks = log.open()[Symbol.asyncIterator]();
    this.#ahead = this.#readAhead();
  }

  /** The next frame, overwritten by the call after this one. Undefined: ended if `done`, else wait for `ready`. */
  next(): CanFrame | undefined {
    if (this.#state === "closed") return undefined;
    const frame = this.#reader.next();
    if (!frame && this.#state === "idle") this.#await();
    return frame;
  }

  /** True when the whole log has been fed in; `next` may still have its last lines. */
  get done(): boolean {
    return this.#state === "done";
  }

  get octets(): number {
    return this.#octets;
  }

  get lines(): number {
    return this.#reader.lines;
  }

  get badLines(): number {
    return this.#reader.badLines;
  }

  /** Lets the file go. No event comes after it. Harmless twice. */
  close(): void {
    const unread = this.#state === "idle" || this.#state === "waiting";
    this.#state = "closed";
    // What an abandoned iterator still answers, even an error, concerns nobody.
    if (unread) this.#chunks.return?.().catch(() => undefined);
  }

  #readAhead(): Promise<IteratorResult<Uint8Array>> {
    const ahead = this.#chunks.next();
    // Heard when the chunk is asked for; until then it must not count as unhandled.
    ahead.catch(() => undefined);
    return ahead;
  }

  #await(): void {
    this.#state = "waiting";
    this.#ahead.then(
      (answer) => this.#take(answer),
      (error: unknown) => {
        if (this.#state !== "waiting") return;
        this.#state = "done";
        this.#events.failed(error);
      },
    );
  }

  #take(answer: IteratorResult<Uint8Array>): void {
    if (this.#state !== "waiting") return;
    if (answer.done === true) {
      this.#state = "done";
      this.#reader.end();
    } else {
      this.#state = "idle";
      this.#octets += answer.value.length;
      this.#reader.feed(answer.value);
      this.#ahead = this.#readAhead();
    }
    this.#events.ready();
  }
}
