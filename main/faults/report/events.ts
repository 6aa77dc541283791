/** All that happened in a run in one list, by time: the event table and the chart's marks are made of it. */
import type { RunRecord } from "../record.ts";
import { moment, parameterWords } from "./figures.ts";

export const EVENT_KINDS = ["fault", "detection", "safe-state", "recovery"] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface RunEvent {
  readonly at: number;
  readonly kind: EventKind;
  /** What, in a word or two: it has to fit above a chart. */
  readonly what: string;
  readonly target: string;
  readonly detail: string;
}

/** Of one time, the cause is before what it causes. */
export function eventsOf({ faults, detections, safeStates, recoveries }: RunRecord): readonly RunEvent[] {
  const events: RunEvent[] = [
    ...faults.map(({ at, fault, target, parameters, endedAt }) => {
      const words = [...parameterWords(parameters), ...(endedAt === undefined ? [] : [`taken back at ${moment(endedAt)} ms`])];
      return { at, kind: "fault" as const, what: fault, target, detail: words.join(", ") };
    }),
    ...detections.map(({ at, detector, target, detail }) => ({ at, kind: "detection" as const, what: detector, target, detail })),
    ...safeStates.map(({ at, target, state }) => ({ at, kind: "safe-state" as const, what: state, target, detail: "" })),
    ...recoveries.map(({ at, target }) => ({ at, kind: "recovery" as const, what: "recovered", target, detail: "" })),
  ];
  return events.sort((a, b) => a.at - b.at || EVENT_KINDS.indexOf(a.kind) - EVENT_KINDS.indexOf(b.kind));
}
