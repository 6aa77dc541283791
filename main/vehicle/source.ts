/** One door to a drive, whether it is played back or simulated, for the composition root. */
import type { Dice, Timers } from "../../protocol/ports.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { Log } from "../log/log.ts";
import { parseDbc } from "./dbc-parser.ts";
import type { Dbc } from "./dbc.ts";
import type { PhaseName } from "./drive-script.ts";
import type { DriveLog } from "./log-reader.ts";
import { parseMapping } from "./mapping-file.ts";
import { bindMapping, type BoundMapping } from "./mapping.ts";
import { Replay, type ReplayStatus } from "./replay.ts";
import type { SignalStore } from "./signal-store.ts";
import { type DriverInput, Simulator, type SimulatorStatus } from "./simulator.ts";
import { formatTextProblem, type TextProblem } from "./text-problem.ts";

/** A text file and the name to show for it. */
export interface DriveFile {
  readonly name: string;
  readonly text: string;
}

export type DriveOptions =
  | { readonly source: "simulator"; readonly start?: PhaseName }
  | {
      readonly source: "replay";
      readonly log: DriveLog;
      readonly dbcs: readonly DriveFile[];
      readonly mapping: DriveFile;
      readonly speed?: number;
      readonly loop?: boolean;
    };

export interface DriveDeps {
  readonly timers: Timers;
  readonly dice: Dice;
  readonly store: SignalStore;
  readonly log: Log;
}

export type DriveStatus = ({ readonly source: "simulator" } & SimulatorStatus) | ({ readonly source: "replay" } & ReplayStatus);

/** A drive under way. It fills the store and flushes it. */
export interface Drive {
  /** A person takes the wheel, for as long as input comes. A replay has none: it goes on as recorded. */
  drive(input: DriverInput): void;
  /** Gives the wheel back to the script at once. */
  resume(): void;
  /** Goes to a place of the recording. The simulator has none. */
  seek(positionMs: number): void;
  status(): DriveStatus;
  /** No timer stands after it. Harmless twice. */
  stop(): void;
}

/** Starts to drive; or, when a file is wrong, does not, and answers every problem of every file. */
export function startDrive(options: DriveOptions, deps: DriveDeps): Result<Drive, readonly TextProblem[]> {
  if (options.source === "simulator") {
    const simulator = new Simulator(options, deps);
    return ok({
      drive: (input) => simulator.drive(input),
      resume: () => simulator.resume(),
      seek: () => undefined,
      status: () => ({ source: "simulator", ...simulator.status() }),
      stop: () => simulator.stop(),
    });
  }
  const mapping = loadMapping(options.dbcs, options.mapping, deps.log);
  if (!mapping.ok) return mapping;
  const replay = new Replay({ ...options, mapping: mapping.value }, deps);
  return ok({
    drive: () => undefined,
    resume: () => undefined,
    seek: (positionMs) => replay.seek(positionMs),
    status: () => ({ source: "replay", ...replay.status() }),
    stop: () => replay.stop(),
  });
}

/** Reads DBC files and mapping and binds them; also what a check of the files without a drive needs. */
export function loadMapping(dbcs: readonly DriveFile[], mapping: DriveFile, log: Log): Result<BoundMapping, readonly TextProblem[]> {
  const problems: TextProblem[] = [];
  const loaded: Dbc[] = [];
  for (const { name, text } of dbcs) {
    const dbc = parseDbc(name, text);
    if (!dbc.ok) problems.push(...dbc.error);
    else {
      loaded.push(dbc.value);
      for (const note of dbc.value.notes) log.debug("a DBC file has something that was read over", { where: formatTextProblem(note) });
    }
  }
  const file = parseMapping(mapping.name, mapping.text);
  if (!file.ok) problems.push(...file.error);
  if (problems.length > 0 || !file.ok) return err(problems);
  const bound = bindMapping(file.value, loaded);
  if (bound.ok && bound.value.absent.length > 0) log.info("the DBC files give no data for some signals", { paths: bound.value.absent });
  return bound;
}
