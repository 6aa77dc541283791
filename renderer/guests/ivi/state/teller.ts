import type { GuestApi, Told } from "../../../../protocol/bridge.ts";
import type { Guidance } from "../map/navigation.ts";
import { type Player, trackOf } from "../media/player.ts";

/** What changes is told no sooner than so long after the last time: metres run faster than they can be read. */
const CHANGED_MS = 500;
/** What does not change is told again after so long, since dom0 takes away what was not told for five seconds. */
const AGAIN_MS = 2000;
const METRES_MAX = 100_000;
const MINUTE_MS = 60_000;

export interface Telling {
  readonly guidance: Guidance;
  /** km/h; undefined where it is not known. */
  readonly limit: number | undefined;
  readonly player: Player;
}

/** Tells the cluster, by way of dom0, where guidance leads, what plays, and how fast the road may be driven. */
export class Teller {
  readonly #tell: GuestApi["tell"];
  readonly #last = new Map<keyof Told, { readonly text: string | undefined; ms: number }>();

  constructor(tell: GuestApi["tell"]) {
    this.#tell = tell;
  }

  /** Called a few times a second. */
  step({ guidance, limit, player }: Telling, elapsed: number): void {
    const { title, artist } = trackOf(player);
    this.#say("turn", turnOf(guidance), elapsed);
    this.#say("media", { title, artist, playing: player.playing }, elapsed);
    this.#say("speed-limit", limit === undefined ? undefined : { kmh: limit }, elapsed);
  }

  #say<Topic extends keyof Told>(topic: Topic, value: Told[Topic], elapsed: number): void {
    const last = this.#last.get(topic) ?? { text: undefined, ms: AGAIN_MS };
    last.ms += elapsed;
    this.#last.set(topic, last);
    const text = value && JSON.stringify(value);
    const due = text === last.text ? text !== undefined && last.ms >= AGAIN_MS : last.ms >= CHANGED_MS;
    if (!due) return;
    this.#last.set(topic, { text, ms: 0 });
    this.#tell(topic, value);
  }
}

function turnOf({ turn, toTurn, into, duration }: Guidance): Told["turn"] {
  const metres = Math.min(METRES_MAX, Math.max(0, Math.round(toTurn)));
  return { kind: turn, metres, into, arrival: Math.max(1, Math.round(duration / MINUTE_MS)) };
}
