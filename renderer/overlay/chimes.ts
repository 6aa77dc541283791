/**
 * Which sound the warnings make now, as a pure step: no sound here, and no clock but the one that is passed in.
 *
 * One stroke at a time, and the most important warning's first; the others wait until it has said its say. Indicators tick beside it.
 * A warning that the driver leaves alone falls silent after a while, as UN R16 has it for the belt; its lamp stays lit. What is lit only
 * because a signal is missing, or because the lamps are being checked, makes no sound.
 */
import { IGNITION, ignitionOf } from "../kit/ignition.ts";
import type { Read } from "../kit/telltale-rules.ts";
import { telltales, type Pattern, type Telltale } from "../kit/telltales.ts";
import type { VssPath } from "../../protocol/vss.ts";

export type Sound = "single" | "triple" | "repeat" | "tick" | "tock";

interface Strokes {
  readonly left: number;
  /** When the next may come. */
  readonly due: number;
}

export interface Chimes {
  /** What sounds or waits or has sounded, by the telltale's id, for as long as its reason lasts. */
  readonly sounding: ReadonlyMap<string, Strokes>;
  /** Until then a stroke rings. */
  readonly ringsUntil: number;
  /** Whether an indicator is lit. */
  readonly ticking: boolean;
}

/** A reason that lasts no longer is none: engine and pressure do not come in one message. */
export const HOLD_MS = 400;
/** How long a stroke is left to ring before another may come. */
const RING_MS = 450;

/** Strokes, and the milliseconds between two of them. The belt's 30 s are UN R16's least. */
export const strokes: Readonly<Record<Exclude<Pattern, "tick">, { readonly count: number; readonly every: number }>> = {
  single: { count: 1, every: RING_MS },
  triple: { count: 3, every: 600 },
  repeat: { count: 30, every: 1000 },
};

export const silent: Chimes = { sounding: new Map(), ringsUntil: Number.NEGATIVE_INFINITY, ticking: false };

const byPriority = [...telltales].sort((a, b) => a.priority - b.priority);

/** All signals that a sound depends on. */
export const chimeSources: readonly VssPath[] = [
  ...byPriority.flatMap(({ rule, chime }) => (chime ? [...rule.sources, ...(chime.when?.sources ?? [])] : [])),
  IGNITION,
];

/** The state after a look at the signals at `at`, and the sounds that begin then: a stroke, a tick, both or none. */
export function chime(before: Chimes, read: Read, at: number): { readonly after: Chimes; readonly sounds: readonly Sound[] } {
  const sounding = new Map<string, Strokes>();
  let ticking = false;
  let ringsUntil = before.ringsUntil;
  let stroke: Sound | undefined;
  // One that has begun has the word, even between two of its strokes; one that goes on and on lets others in between.
  let taken = at < ringsUntil;
  for (const telltale of byPriority) {
    const pattern = audible(telltale, read);
    if (pattern === undefined) continue;
    if (pattern === "tick") {
      ticking = true;
      continue;
    }
    const { count, every } = strokes[pattern];
    const own = before.sounding.get(telltale.id) ?? { left: count, due: at + HOLD_MS };
    const turn = !taken && own.left > 0 && at >= own.due;
    if (turn) {
      stroke = pattern;
      ringsUntil = at + RING_MS;
    }
    sounding.set(telltale.id, turn ? { left: own.left - 1, due: at + every } : own);
    taken ||= own.left > 0 && (turn || (pattern !== "repeat" && count > own.left));
  }
  const tick: readonly Sound[] = ticking === before.ticking ? [] : [ticking ? "tick" : "tock"];
  return { after: { sounding, ringsUntil, ticking }, sounds: stroke === undefined ? tick : [stroke, ...tick] };
}

/** Lit by its own rule, with the reason to be heard: its pattern. */
function audible({ chime: own, rule, parked }: Telltale, read: Read): Pattern | undefined {
  if (own === undefined || (parked !== true && ignitionOf(read(IGNITION)) === "off")) return undefined;
  if (rule.says(read) !== "lit") return undefined;
  return own.when === undefined || own.when.says(read) === "lit" ? own.pattern : undefined;
}
