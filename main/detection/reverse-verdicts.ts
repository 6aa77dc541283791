/**
 * Reverse engagements against 49 CFR 571.111 (FMVSS 111) S5.5, UN R46's camera-monitor numbers and IEC 63033-3. What no software sees, the
 * sensor's exposure and the panel's own answer, is named and not judged.
 */
import type { Engagement } from "./reverse-stopwatch.ts";

export type Outcome = "pass" | "fail" | "not measured";

export interface Verdict {
  readonly item: string;
  readonly clause: string;
  readonly unit: "ms" | "Hz";
  /** To a tenth: what is judged is what is printed. */
  readonly value: number | undefined;
  /** Undefined: nothing here measures it. */
  readonly limit: Limit | undefined;
  readonly outcome: Outcome;
}

export type Limit = readonly [rule: "at most" | "below" | "at least", bound: number];

interface Item {
  readonly item: string;
  readonly clause: string;
  readonly unit: "ms" | "Hz";
  readonly limit?: Limit;
  readonly of: (engagement: Engagement) => number | undefined;
}

const FIRST_PICTURE_MS = 2000;
/**
 * S5.5.4: no picture after the backing event, whose end is chosen here as the end of reverse. To take a picture away is to paint, too, and
 * has the time that R46 gives any picture.
 */
const LINGER_MS = 200;

/** A picture that never came is as late as reverse was long, once that is too late. */
const firstPicture = ({ firstPictureMs, engagedMs }: Engagement): number | undefined =>
  firstPictureMs ?? (engagedMs > FIRST_PICTURE_MS ? engagedMs : undefined);

const items: readonly Item[] = [
  { item: "first picture", clause: "FMVSS 111 S5.5.3", unit: "ms", limit: ["at most", FIRST_PICTURE_MS], of: firstPicture },
  { item: "linger after reverse", clause: "FMVSS 111 S5.5.4", unit: "ms", limit: ["at most", LINGER_MS], of: ({ lingerMs }) => lingerMs },
  {
    item: "without a picture",
    clause: "FMVSS 111 S5.5.5",
    unit: "ms",
    limit: ["at most", 0],
    of: ({ withoutPictureMs }) => withoutPictureMs,
  },
  {
    item: "picture rate, mean",
    clause: "UN R46",
    unit: "Hz",
    limit: ["at least", 30],
    of: ({ interval }) => interval && 1000 / interval.mean,
  },
  {
    item: "picture rate, worst",
    clause: "IEC 63033-3",
    unit: "Hz",
    limit: ["at least", 15],
    of: ({ interval }) => interval && 1000 / interval.worst,
  },
  { item: "image formation, worst", clause: "UN R46", unit: "ms", limit: ["below", 55], of: ({ formation }) => formation?.worst },
  { item: "latency, worst", clause: "UN R46", unit: "ms", limit: ["below", 200], of: ({ latency }) => latency?.worst },
  { item: "sensor exposure", clause: "UN R46", unit: "ms", of: () => undefined },
  { item: "panel response", clause: "UN R46", unit: "ms", of: () => undefined },
];

export function verdictsOf(engagement: Engagement): readonly Verdict[] {
  return items.map(({ item, clause, unit, limit, of }) => {
    const exact = of(engagement);
    const value = exact === undefined ? undefined : Math.round(exact * 10) / 10;
    return { item, clause, unit, value, limit, outcome: judged(value, limit) };
  });
}

function judged(value: number | undefined, limit: Limit | undefined): Outcome {
  if (value === undefined || limit === undefined) return "not measured";
  const [rule, bound] = limit;
  const kept = rule === "at most" ? value <= bound : rule === "below" ? value < bound : value >= bound;
  return kept ? "pass" : "fail";
}
