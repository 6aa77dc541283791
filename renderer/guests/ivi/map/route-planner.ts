import { distance } from "./geometry.ts";
import { type Route, routeAlong } from "./route.ts";
import type { StreetNetwork } from "./street-network.ts";

/** Metres a second that a driver makes, and the seconds that leaving a street costs. */
const PACE = { arterial: 13, street: 6.5 } as const;
const TURN_COST = 14;

interface Origin {
  /** The junction the car is at. */
  readonly from: number;
  /** The junction it comes from, which it may not go back to at once. */
  readonly cameFrom: number | undefined;
}

/** What the next destination is drawn from. */
export interface Wish extends Origin {
  /** Metres as the crow flies. */
  readonly atLeast: number;
  readonly atMost: number;
}

/** The fastest route to a junction drawn from those the wish allows; undefined when none can be reached. */
export function planRoute(town: StreetNetwork, wish: Wish, random: () => number): Route | undefined {
  const reached = fastestPaths(town, wish);
  const start = town.junctions[wish.from]!;
  const candidates = [...reached.keys()].filter((state) => {
    const away = distance(start, town.junctions[state]!);
    return away >= wish.atLeast && away <= wish.atMost;
  });
  const end = candidates[Math.floor(random() * candidates.length)];
  if (end === undefined) return undefined;
  return routeAlong(town, wayTo(reached, end));
}

/**
 * The fastest route from between two junctions, `passed` and `ahead`, to the street of that name: to its nearest end that is not at hand
 * already. Undefined when there is no way.
 */
export function planRouteTo(
  town: StreetNetwork,
  name: string,
  { passed, ahead }: { readonly passed: number; readonly ahead: number },
): Route | undefined {
  const reached = fastestPaths(town, { from: ahead, cameFrom: passed });
  const ends = town.streets.filter((street) => street.name === name).flatMap(({ from, to }) => [from, to]);
  let best: Step | undefined;
  for (const end of ends) {
    const step = reached.get(end);
    if (step?.before !== undefined && (best === undefined || step.cost < best.cost)) best = step;
  }
  return best && routeAlong(town, [passed, ...wayTo(reached, best.junction)]);
}

function wayTo(reached: ReadonlyMap<number, Step>, end: number): readonly number[] {
  const junctions: number[] = [];
  for (let step = reached.get(end); step !== undefined; step = step.before) junctions.unshift(step.junction);
  return junctions;
}

/** The junction nearest to the middle that is on two streets or more: where the first route starts. */
export function middleJunction(town: StreetNetwork): number {
  let best = 0;
  town.junctions.forEach((p, j) => {
    const centre = { x: 0, y: -350 };
    if (town.streetsAt[j]!.length >= 3 && distance(p, centre) < distance(town.junctions[best]!, centre)) best = j;
  });
  return best;
}

interface Step {
  readonly junction: number;
  readonly before: Step | undefined;
  readonly street: number;
  readonly cost: number;
}

/** Dijkstra over (junction, street it was reached by), since a turn costs time; answers each junction's cheapest last step. */
function fastestPaths(town: StreetNetwork, { from, cameFrom }: Origin): Map<number, Step> {
  const settled = new Set<number>();
  const reached = new Map<number, Step>();
  const queue = new StepQueue();
  queue.push({ junction: from, before: undefined, street: -1, cost: 0 });
  for (let step = queue.pop(); step; step = queue.pop()) {
    const state = step.street * town.junctions.length + step.junction;
    if (settled.has(state)) continue;
    settled.add(state);
    if (!reached.has(step.junction)) reached.set(step.junction, step);
    for (const next of town.streetsAt[step.junction]!) {
      if (next === step.street) continue;
      const street = town.streets[next]!;
      const junction = street.from === step.junction ? street.to : street.from;
      if (step.before === undefined && junction === cameFrom) continue;
      const turned = step.street >= 0 && town.streets[step.street]!.name !== street.name;
      const cost = step.cost + street.length / PACE[street.kind] + (turned ? TURN_COST : 0);
      queue.push({ junction, before: step, street: next, cost });
    }
  }
  return reached;
}

/** A binary heap, cheapest first. */
class StepQueue {
  readonly #heap: Step[] = [];

  push(step: Step): void {
    const heap = this.#heap;
    let at = heap.push(step) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]!.cost <= step.cost) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = step;
  }

  pop(): Step | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.cost < heap[child]!.cost) child += 1;
      if (heap[child]!.cost >= last.cost) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}
