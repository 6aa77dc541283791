/**
 * What one run of a scenario left: the verdict, and all that a report shows of it. Plain data, so that a cockpit in another process can
 * hand it over as JSON. Times are milliseconds since the scenario's steady state was reached, unless said otherwise.
 */

/** Whether dom0's code ran in a cockpit with processes and a screen, or headless in virtual time. */
export type RunMode = "live" | "sim";

export type ParameterValue = number | string | boolean;
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** A display of a domain that a fault was not aimed at, for so long before the fault and as long after it. */
export interface Noticed {
  readonly display: string;
  readonly domain: string;
  readonly windowMs: number;
  readonly framesBefore: number;
  readonly framesAfter: number;
  /** Of the intervals between frames; undefined when there were none. */
  readonly p99BeforeMs: number | undefined;
  readonly p99AfterMs: number | undefined;
}

/** One fault that was done. */
export interface FaultMark {
  readonly at: number;
  /** As the catalogue names it. */
  readonly fault: string;
  /** A domain's, display's or signal's name, or `dom0` or `host`. */
  readonly target: string;
  readonly parameters: Parameters;
  /** When it was taken back, if it was. */
  readonly endedAt?: number;
  /** What the others' displays showed of it. */
  readonly noticed?: readonly Noticed[];
}

/** A detector fired. */
export interface DetectionMark {
  readonly at: number;
  readonly detector: string;
  readonly target: string;
  readonly detail: string;
}

/** A safe state was reached: what the driver sees is no longer wrong. */
export interface SafeStateMark {
  readonly at: number;
  readonly target: string;
  /** `placeholder`, `hold`, `blank`, `telltale`, `unavailable`, `closed`, `restart`, `given-up`. */
  readonly state: string;
}

/** All is as it was before the fault. */
export interface RecoveryMark {
  readonly at: number;
  readonly target: string;
}

/**
 * ISO 26262-1's times of the scenario's first fault. FDTI: fault to detection; FRTI: detection to safe state; FHTI is both, and has to be
 * below the FTTI that the scenario names. Undefined: did not happen (or, the FTTI: was not named).
 */
export interface HandlingTimes {
  readonly fdtiMs: number | undefined;
  readonly frtiMs: number | undefined;
  readonly fhtiMs: number | undefined;
  readonly fttiMs: number | undefined;
  /** FTTI less FHTI. */
  readonly marginMs: number | undefined;
}

/** What a domain that no fault was aimed at noticed of them. */
export interface Interference {
  readonly domain: string;
  readonly display: string;
  /**
   * Freedom from interference, 0 to 1: the share of the vblanks after the first fault at which the domain showed a new frame, over its share
   * before; at most 1, and 0 when it was restarted.
   */
  readonly score: number;
  readonly p99BeforeMs: number | undefined;
  readonly p99AfterMs: number | undefined;
  /** Vblanks without a new frame, after the first fault. */
  readonly missed: number;
  readonly restarts: number;
  readonly covers: number;
}

/** Frames of one display: the two lists are as long as each other. */
export interface FrameLane {
  readonly display: string;
  readonly domain: string;
  /** As #rrggbb. */
  readonly colour: string;
  readonly at: readonly number[];
  readonly intervalMs: readonly number[];
}

/** One expectation of the scenario's, measured. */
export interface Check {
  readonly what: string;
  readonly wanted: string;
  readonly got: string;
  readonly ok: boolean;
}

export interface Picture {
  readonly at: number;
  readonly moment: "fault" | "detection" | "recovery";
  readonly display: string;
  /** PNG, as a data: URL's base64 part. */
  readonly png: string;
}

/** `error`: the scenario could not be run as it is written (no steady state, a fault that cannot be done). */
export type Verdict = "passed" | "failed" | "error";

export interface RunRecord {
  readonly scenario: string;
  readonly title: string;
  /** The file it is from, for whoever wants to run it again. */
  readonly file: string;
  readonly mode: RunMode;
  readonly seed: number;
  /** Of a sweep. */
  readonly parameters: Parameters;
  /** Since the cockpit's start, until the steady state. */
  readonly steadyAfterMs: number;
  readonly durationMs: number;
  readonly faults: readonly FaultMark[];
  readonly detections: readonly DetectionMark[];
  readonly safeStates: readonly SafeStateMark[];
  readonly recoveries: readonly RecoveryMark[];
  readonly times: HandlingTimes;
  readonly interference: readonly Interference[];
  readonly lanes: readonly FrameLane[];
  readonly checks: readonly Check[];
  readonly pictures: readonly Picture[];
  readonly verdict: Verdict;
  /** Why it is an error. */
  readonly problem?: string;
  /** Host enforcement's words. Live only. */
  readonly enforcement?: readonly string[];
  /** What dom0 said and did, a line each, with its time. */
  readonly log: readonly string[];
  /** SHA-256 of `log`, in hex: two simulated runs of one seed have the same. */
  readonly logHash: string;
}

/** One session's runs, and what they ran on. */
export interface Session {
  /** ISO 8601; not part of what is compared. */
  readonly startedAt: string;
  readonly argonaut: string;
  /** Host enforcement's words: what of the domains' shares the host applies, and what it does not. Live only. */
  readonly enforcement: readonly string[];
  readonly runs: readonly RunRecord[];
}
