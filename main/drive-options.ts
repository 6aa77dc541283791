/** Which drive is driven: what cockpit.yaml and the command line say, with its files read and checked. */
import { openFile, readText } from "./electron/files.ts";
import type { Options } from "./launch/options.mjs";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Cockpit } from "./toolstack/cockpit.ts";
import { loadMapping, type DriveFile, type DriveOptions } from "./vehicle/source.ts";
import { formatTextProblem } from "./vehicle/text-problem.ts";
import { Log } from "./log/log.ts";

/** The drive that cockpit and command line ask for, its files read and checked; or every problem of them. */
export function driveOptions(cockpit: Cockpit, options: Options, defaultMapping: string): Result<DriveOptions, readonly string[]> {
  const source = options.drive === undefined ? cockpit.drive.source : { kind: "log" as const, log: options.drive, dbc: options.dbc ?? [] };
  const speed = options.driveSpeed ?? cockpit.drive.speed;
  if (source.kind === "simulator") {
    if (options.dbc) return err(["argonaut: --dbc: wanted together with --drive LOG, got it alone"]);
    return ok({ source: "simulator" });
  }
  const dbc = options.dbc ?? source.dbc;
  if (dbc.length === 0) return err(["argonaut: --drive: wanted at least one --dbc FILE that explains the log, got none"]);

  const problems: string[] = [];
  const file = (path: string): DriveFile[] => {
    const text = readText(path);
    if (text.ok) return [{ name: path, text: text.value }];
    problems.push(`${path}: wanted a file to read, got ${text.error}`);
    return [];
  };
  const dbcs = dbc.flatMap(file);
  const [mapping] = file(options.mapping ?? cockpit.drive.mapping ?? defaultMapping);
  file(source.log);
  if (problems.length > 0 || !mapping) return err(problems);
  const checked = loadMapping(
    dbcs,
    mapping,
    new Log(
      () => 0,
      () => undefined,
    ),
  );
  if (!checked.ok) return err(checked.error.map(formatTextProblem));
  return ok({ source: "replay", log: openFile(source.log), dbcs, mapping, speed, loop: true });
}
