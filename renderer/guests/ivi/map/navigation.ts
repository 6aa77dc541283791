import type { TurnKind } from "../../../../protocol/bridge.ts";
import { prng } from "../state/prng.ts";
import { distance } from "./geometry.ts";
import { advance, type Motion, type Sensed, standing } from "./progress.ts";
import { betweenJunctions, nextTurn, type Pose, poseAt, type Route, streetAt } from "./route.ts";
import { middleJunction, planRoute, planRouteTo } from "./route-planner.ts";
import { growTown, LIMIT_KMH, type StreetNetwork } from "./street-network.ts";

/** Metres a second that the arrival time reckons with, whatever is driven at the moment: an arrival time must not jump. */
const TYPICAL_PACE = 10.8;
/** Metres: the first route starts with some way behind the car, as if it had been driven before. */
const HEAD_START = 260;
/** Metres as the crow flies to a destination, tried in turn. */
const DESTINATIONS = [
  [2600, 4200],
  [600, 8000],
  [0, 12000],
] as const;

/** What guidance has to say now. */
export interface Guidance {
  readonly turn: TurnKind;
  readonly into: string;
  /** Metres to the turn, and to the destination. */
  readonly toTurn: number;
  readonly toDestination: number;
  /** Milliseconds to the destination. */
  readonly duration: number;
}

/** The way the car takes through the town: one destination after the other, for as long as it drives. */
export class Navigation {
  readonly town: StreetNetwork;
  readonly #random: () => number;
  #route: Route;
  #routeStart = -HEAD_START;
  #motion: Motion = standing;
  #streetNames: readonly string[] | undefined;

  constructor(seed: number) {
    this.town = growTown(seed);
    this.#random = prng(seed + 1);
    this.#route = this.#plan(middleJunction(this.town), undefined);
  }

  get route(): Route {
    return this.#route;
  }

  /** Metres from the route's start; never before it, also when the car reverses out of it. */
  get metres(): number {
    return Math.max(0, this.#motion.shown - this.#routeStart);
  }

  get pose(): Pose {
    return poseAt(this.#route, this.metres);
  }

  get guidance(): Guidance {
    const { metres } = this;
    const turn = nextTurn(this.#route, metres);
    const toDestination = this.#route.length - metres;
    const duration = (toDestination / TYPICAL_PACE) * 1000;
    return { turn: turn.kind, into: turn.into, toTurn: turn.at - metres, toDestination, duration };
  }

  /** km/h that the street allows which the car is on. */
  get limit(): number | undefined {
    const street = streetAt(this.town, this.#route, this.metres);
    return street && LIMIT_KMH[street.kind];
  }

  /** Every street there is, by the alphabet. */
  get streetNames(): readonly string[] {
    this.#streetNames ??= [...new Set(this.town.streets.map(({ name }) => name))].sort();
    return this.#streetNames;
  }

  /** Sets a street as the destination, from where the car is; false when no way leads there. */
  driveTo(name: string): boolean {
    const { passed, ahead } = betweenJunctions(this.town, this.#route, this.metres);
    const route = planRouteTo(this.town, name, { passed, ahead });
    if (!route) return false;
    const { x, y } = this.pose;
    this.#route = route;
    this.#routeStart = this.#motion.shown - distance(this.town.junctions[passed]!, { x, y });
    return true;
  }

  /** Drives on by `elapsed` milliseconds; at the destination a new one is set. */
  step(sensed: Sensed, elapsed: number): void {
    this.#motion = advance(this.#motion, sensed, elapsed);
    if (this.metres < this.#route.length) return;
    this.#routeStart += this.#route.length;
    this.#route = this.#plan(this.#route.end, this.#route.beforeEnd);
  }

  #plan(from: number, cameFrom: number | undefined): Route {
    for (const [atLeast, atMost] of DESTINATIONS) {
      const route = planRoute(this.town, { from, cameFrom, atLeast, atMost }, this.#random);
      if (route && route.length > 50) return route;
    }
    // Only a dead end gets here: the way back is then the one way there is.
    const back = planRoute(this.town, { from, cameFrom: undefined, atLeast: 100, atMost: 12000 }, this.#random);
    if (!back) throw new RangeError(`no street leads away from junction ${from}`);
    return back;
  }
}
