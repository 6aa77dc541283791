/** What the command line said. An option that was not given is not there. Paths are absolute when they come from the launcher. */
export interface Options {
  readonly help?: true;
  readonly cockpit?: string;
  readonly host?: "emulated" | "xen";
  readonly backendsSocket?: string;
  readonly kiosk?: true;
  readonly drive?: string;
  readonly dbc?: readonly string[];
  readonly mapping?: string;
  readonly driveSpeed?: number;
  /** "synthetic", "device", or a file. */
  readonly camera?: string;
  readonly screenshot?: string;
  /** Seconds. */
  readonly exitAfter?: number;
  /** Each KIND:DOMAIN@TIME, TIME in s or ms. */
  readonly fault?: readonly string[];
  readonly scenario?: string;
  readonly scenarioRun?: number;
  readonly record?: string;
  readonly xenstoreSocket?: string;
  readonly state?: string;
  readonly noEnforcement?: true;
  readonly seed?: number;
  readonly verbose?: true;
  readonly check?: true;
}

/** One row of the option table. `takes` is the value's kind; a row without it is a switch. */
export interface OptionRow {
  readonly name: string;
  readonly short?: string;
  readonly takes?: "folder" | "newFolder" | "file" | "newFile" | "number" | "integer" | "camera" | "fault" | "host";
  readonly value?: string;
  readonly many?: boolean;
  readonly above?: number;
  readonly about: string;
}

export declare const OPTIONS: readonly OptionRow[];

/** Reads option words; on error every problem at once, each with what was wanted and what came. */
export declare function parseOptions(
  words: readonly string[],
): { readonly ok: true; readonly value: Options } | { readonly ok: false; readonly error: readonly string[] };

/** The words of Electron's argv that are ours: everything after `--`; without one, in a packaged program, all but Chromium's. */
export declare function ownWords(argv: readonly string[], packaged?: boolean): string[];

/** Options back into words. */
export declare function optionWords(value: Options): string[];

/** The text of --help. */
export declare function helpText(): string;
