/** What a run's chart is drawn from, small enough that a page holds dozens of them. The page's script draws it (page.client.mjs). */
import type { FrameLane, RunRecord } from "../record.ts";
import { eventsOf, type EventKind } from "./events.ts";

export interface ChartLane {
  readonly label: string;
  readonly colour: string;
  readonly at: readonly number[];
  readonly intervalMs: readonly number[];
}

export interface ChartMark {
  readonly at: number;
  readonly kind: EventKind;
  readonly label: string;
}

/** Times are milliseconds, as in the record. */
export interface ChartData {
  readonly lanes: readonly ChartLane[];
  readonly marks: readonly ChartMark[];
  readonly whole: readonly [from: number, to: number];
  /** The first fault and what it led to, with some room on both sides. */
  readonly fault?: readonly [from: number, to: number];
  /** The time in which the first fault has to be handled. */
  readonly ftti?: readonly [from: number, to: number];
}

/** Points of one lane: more than a wide screen's columns, and few enough for a page of many runs. */
const POINTS_MAX = 3000;
/** Marks of one chart: a flood of detections is no picture, the event list says how many there were. */
const MARKS_MAX = 200;
/** Room around the fault, as a share of what it took, and at the least. */
const ROOM_SHARE = 0.15;
const ROOM_MS = 60;

const NO_COLOUR = "#8a93a0";

/** A colour goes into a style: nothing but a colour may. */
export function laneColour({ colour }: FrameLane): string {
  return /^#[0-9a-f]{6}$/i.test(colour) ? colour : NO_COLOUR;
}

export function laneLabel({ domain, display }: FrameLane): string {
  return domain === display ? domain : `${domain} · ${display}`;
}

/** Of every few frames the shortest and the longest interval: no gap is lost, nor the time it ended at. */
export function thinned({ at, intervalMs }: FrameLane, max: number): Pick<ChartLane, "at" | "intervalMs"> {
  if (at.length <= max) return { at, intervalMs };
  const step = Math.ceil((2 * at.length) / max);
  const kept: number[] = [];
  for (let start = 0; start < at.length; start += step) {
    let [low, high] = [start, start];
    for (let i = start; i < Math.min(start + step, at.length); i++) {
      if (intervalMs[i]! < intervalMs[low]!) low = i;
      if (intervalMs[i]! > intervalMs[high]!) high = i;
    }
    kept.push(...(low === high ? [low] : [Math.min(low, high), Math.max(low, high)]));
  }
  return { at: kept.map((i) => at[i]!), intervalMs: kept.map((i) => intervalMs[i]!) };
}

/** Hundredths: a hundred times finer than what a chart shows, and half the octets. */
const hundredths = (values: readonly number[]): readonly number[] => values.map((value) => Number(value.toFixed(2)));

/** The chart of a run; undefined when there was not one frame, as in a run that did not come to its steady state. */
export function chartOf(run: RunRecord): ChartData | undefined {
  const lanes = run.lanes
    .filter(({ at }) => at.length > 0)
    .map((lane) => {
      const { at, intervalMs } = thinned(lane, POINTS_MAX);
      return { label: laneLabel(lane), colour: laneColour(lane), at: hundredths(at), intervalMs: hundredths(intervalMs) };
    });
  if (lanes.length === 0) return undefined;
  const marks = eventsOf(run).map(({ at, kind, what, target }) => ({ at, kind, label: `${what} ${target}` }));
  const from = Math.min(...lanes.map(({ at }) => at[0]!));
  const to = Math.max(run.durationMs, ...lanes.map(({ at }) => at.at(-1)!));
  const first = marks.find(({ kind }) => kind === "fault")?.at;
  const chart: ChartData = { lanes, marks: marks.slice(0, MARKS_MAX), whole: [from, to] };
  if (first === undefined) return chart;
  const { fttiMs } = run.times;
  const until = Math.max(first + (fttiMs ?? 0), first + (run.times.fhtiMs ?? 0), firstRecovery(run, first) ?? first);
  const room = Math.max(ROOM_MS, (until - first) * ROOM_SHARE);
  return {
    ...chart,
    fault: [Math.max(from, first - room), Math.min(to, until + room)],
    ...(fttiMs === undefined ? {} : { ftti: [first, first + fttiMs] as const }),
  };
}

function firstRecovery({ recoveries }: RunRecord, after: number): number | undefined {
  return recoveries.find(({ at }) => at >= after)?.at;
}
