/** A run's record with the cluster's pictures as the screen showed them, in place of its flips as dom0 heard of them. */
import type { FaultMark, Noticed, RunRecord } from "../../../main/faults/record.ts";
import { percentile } from "../xenstored/statistics.ts";

const CLUSTER = "cluster";
/** A look may fall into the copying of a frame: a change that is nearer than this to the one before is of the same picture. */
const SAME_MS = 5;

/** `changes`: nanoseconds of the monotonic clock; `zero`: its milliseconds where dom0's own clock has none. */
export function asSeen(record: RunRecord, changes: readonly bigint[], zero: number): RunRecord {
  const steady = zero + steadyAt(record);
  const at: number[] = [];
  for (const change of changes) {
    const time = Number(change) / 1e6 - steady;
    if (time - (at.at(-1) ?? -Infinity) > SAME_MS) at.push(time);
  }
  const intervalMs = at.map((time, i) => time - (at[i - 1] ?? time));
  const near = (from: number, to: number): readonly number[] => intervalMs.filter((_, i) => (at[i] ?? NaN) > from && (at[i] ?? NaN) <= to);
  const noticed = (mark: FaultMark): readonly Noticed[] =>
    (mark.noticed ?? []).flatMap((one) => {
      if (one.domain !== CLUSTER) return [];
      const [before, after] = [near(mark.at - one.windowMs, mark.at), near(mark.at, mark.at + one.windowMs)];
      return [
        {
          ...one,
          framesBefore: before.length,
          framesAfter: after.length,
          p99BeforeMs: percentile(before, 99),
          p99AfterMs: percentile(after, 99),
        },
      ];
    });
  return {
    ...record,
    faults: record.faults.map((mark) => ({ ...mark, noticed: noticed(mark) })),
    lanes: record.lanes.map((lane) => (lane.domain === CLUSTER ? { ...lane, at, intervalMs } : lane)),
  };
}

/** When the run began, by dom0's clock: its log ends with when it ended. */
function steadyAt({ log, durationMs }: RunRecord): number {
  const end = /^(\d+\.\d+) frames /.exec(log.at(-1) ?? "")?.[1];
  if (end === undefined) throw new Error(`wanted a record's log to end with its frames, got ${JSON.stringify(log.at(-1))}`);
  return Number(end) - durationMs;
}
