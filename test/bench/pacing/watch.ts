/** A round of one side: frames and processors for some seconds. */
import type { ElectronApplication } from "playwright/test";
import { percentile } from "../xenstored/statistics.ts";
import { cpuByName, displayServer, percentOfOne, type Names } from "./processes.ts";

export interface Pace {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

export interface Round {
  readonly displays: Readonly<Record<string, Pace>>;
  readonly processor: ReadonlyMap<string, number>;
}

/** The pace of frames that were shown at these milliseconds. */
export function paceOf(times: readonly number[]): Pace {
  const intervals = times.slice(1).map((time, i) => time - times[i]!);
  const took = times.at(-1)! - times[0]!;
  return { perSecond: (intervals.length * 1000) / took, p50: percentile(intervals, 50), p99: percentile(intervals, 99) };
}

/** Electron's own names for its processes; those that `known` knows have better ones. */
export async function namesOf(app: ElectronApplication, known: Names): Promise<Names> {
  const metrics = await app.evaluate(({ app: electron }) =>
    electron.getAppMetrics().map(({ pid, type, serviceName }) => ({ pid, type, serviceName: serviceName ?? "" })),
  );
  const own = metrics.map(({ pid, type, serviceName }): [number, string] => [
    pid,
    known.get(pid) ?? (serviceName === "" ? type : serviceName),
  ]);
  return new Map([...own, ...displayServer()]);
}

/** Lets `seconds` pass, and asks `frames` of each display's times within them. */
export async function watch(
  seconds: number,
  names: Names,
  frames: (seconds: number) => Promise<Readonly<Record<string, readonly number[]>>>,
): Promise<Round> {
  const [before, began] = [cpuByName(names), performance.now()];
  const times = await frames(seconds);
  const [after, took] = [cpuByName(names), (performance.now() - began) / 1000];
  return {
    displays: Object.fromEntries(Object.entries(times).map(([name, at]) => [name, paceOf(at)])),
    processor: percentOfOne(before, after, took),
  };
}
