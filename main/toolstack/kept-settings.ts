import type { Timer, Timers } from "../../protocol/ports.ts";
import type { Result } from "../../protocol/result.ts";
import type { Log } from "../log/log.ts";
import { formatProblem } from "./config-problem.ts";
import { formatSettings, parseSettings, type Settings } from "./settings-file.ts";

/** Where settings outlive the cockpit: a text for each domain, by its name. Errors are the machine's words. */
export interface SettingsFiles {
  /** As problems name it. */
  path(domain: string): string;
  /** Undefined when there is none. */
  read(domain: string): Result<string | undefined, string>;
  /** All of it or nothing, whatever happens meanwhile. */
  write(domain: string, text: string): Promise<Result<void, string>>;
  /** Gives the text that is there another name, over nothing that is there; answers which. */
  setAside(domain: string): Result<string, string>;
}

/** What a guest changes again and again is written so often and no more. */
export const WRITE_AFTER_MS = 1000;

export interface KeptPorts {
  readonly timers: Timers;
  readonly log: Log;
  /** Undefined: nothing outlives this run. */
  readonly files: SettingsFiles | undefined;
}

/** The settings of one domain, in memory and, a little later, in its file. */
export class KeptSettings {
  readonly domain: string;
  readonly #timers: Timers;
  readonly #log: Log;
  #files: SettingsFiles | undefined;
  #all: Settings = new Map();
  #changed = false;
  #timer: Timer | undefined;
  #writing: Promise<void> | undefined;
  /** Said once, until a write succeeds again. */
  #failed = false;

  constructor(domain: string, { timers, log, files }: KeptPorts) {
    this.domain = domain;
    this.#timers = timers;
    this.#log = log;
    this.#files = files;
  }

  get all(): Settings {
    return this.#all;
  }

  /** Reads the file. One that is broken is told of and set aside; where that cannot be, it is left alone, and nothing is written over it. */
  load(): void {
    const files = this.#files;
    if (!files) return;
    const text = files.read(this.domain);
    const read = text.ok && text.value !== undefined ? parseSettings(text.value, files.path(this.domain)) : undefined;
    if (read?.ok) this.#all = read.value;
    if (text.ok && read?.ok !== false) return;
    const problems =
      read?.ok === false
        ? read.error.map(formatProblem)
        : [`${files.path(this.domain)}: want a file to read, got ${text.ok ? "none" : text.error}`];
    const aside = files.setAside(this.domain);
    if (!aside.ok) this.#files = undefined;
    this.#log.error("settings not read", {
      domain: this.domain,
      problems,
      ...(aside.ok ? { setAside: aside.value } : { notSetAside: aside.error, kept: "until the cockpit ends" }),
    });
  }

  /** These are the domain's settings from now on. Answers whether they are others than before. */
  take(all: Settings): boolean {
    if (same(all, this.#all)) return false;
    this.#all = all;
    this.#changed = true;
    this.#timer ??= this.#timers.after(WRITE_AFTER_MS, () => this.#due());
    return true;
  }

  /** Resolves when all is written that was taken. */
  async flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    await this.#writing;
    await this.#write();
  }

  #due(): void {
    this.#timer = undefined;
    // A slow disk is waited for.
    if (this.#writing) this.#timer = this.#timers.after(WRITE_AFTER_MS, () => this.#due());
    else void this.#write();
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeOnce();
    return this.#writing;
  }

  async #writeOnce(): Promise<void> {
    if (this.#files && this.#changed) {
      this.#changed = false;
      const written = await this.#files.write(this.domain, formatSettings(this.#all));
      // The next change, or the end, tries once more.
      if (!written.ok) this.#changed = true;
      if (!written.ok && !this.#failed) this.#log.error("settings not written", { domain: this.domain, reason: written.error });
      this.#failed = !written.ok;
    }
    this.#writing = undefined;
  }
}

const same = (a: Settings, b: Settings): boolean => a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
