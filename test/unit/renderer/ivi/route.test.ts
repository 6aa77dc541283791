import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bearing, distance, turnBetween } from "../../../../renderer/guests/ivi/map/geometry.ts";
import { nextTurn, poseAt, type Route, routeAlong } from "../../../../renderer/guests/ivi/map/route.ts";
import { middleJunction, planRoute } from "../../../../renderer/guests/ivi/map/route-planner.ts";
import { growTown, type Street, type StreetNetwork } from "../../../../renderer/guests/ivi/map/street-network.ts";
import { prng } from "../../../../renderer/guests/ivi/state/prng.ts";

const street = (from: number, to: number, name: string): Street => ({ from, to, name, kind: "street", length: 200 });

/** Four junctions: east along A for 200 m twice, then north along B for 200 m. */
function corner(): StreetNetwork {
  const bare = { river: [], riverWidth: 0, railway: [], parks: [], trees: [], buildings: [], courtyards: [], extent: 500 };
  return {
    ...bare,
    junctions: [
      { x: 0, y: 0 },
      { x: 200, y: 0 },
      { x: 400, y: 0 },
      { x: 400, y: 200 },
    ],
    streets: [street(0, 1, "A"), street(1, 2, "A"), street(2, 3, "B")],
    streetsAt: [[0], [0, 1], [1, 2], [2]],
  };
}

const town = growTown(2147);
const plan = (from: number, seed: number, cameFrom?: number): Route | undefined =>
  planRoute(town, { from, cameFrom, atLeast: 1500, atMost: 4000 }, prng(seed));

describe("a route", () => {
  test("announces a left turn into the street it turns into, and the arrival, but nothing where it goes on along its street", () => {
    const route = routeAlong(corner(), [0, 1, 2, 3]);
    expect(route.turns.map(({ kind, into }) => ({ kind, into }))).toEqual([
      { kind: "left", into: "B" },
      { kind: "arrive", into: "B" },
    ]);
    expect(nextTurn(route, 0).kind).toBe("left");
    expect(nextTurn(route, route.length - 1).kind).toBe("arrive");
  });

  test("announces a right turn driven the other way", () => {
    expect(routeAlong(corner(), [3, 2, 1, 0]).turns.map((turn) => turn.kind)).toEqual(["right", "arrive"]);
  });

  test("rounds its corner, so that the car never turns by more than 30 degrees at once", () => {
    const { points } = routeAlong(corner(), [0, 1, 2, 3]);
    const turns = points.slice(2).map((p, n) => Math.abs(turnBetween(bearing(points[n]!, points[n + 1]!), bearing(points[n + 1]!, p))));
    expect(Math.max(...turns)).toBeLessThan(30);
  });

  test("holds the car to its ends, and carries it no farther than it drove in between", () => {
    const route = plan(middleJunction(town), 1)!;
    fc.assert(
      fc.property(fc.double({ min: -500, max: 9000, noNaN: true }), fc.double({ min: 0, max: 4, noNaN: true }), (metres, step) => {
        const [a, b] = [poseAt(route, metres), poseAt(route, metres + step)];
        expect(distance(a, b)).toBeLessThanOrEqual(step + 1e-6);
        if (metres <= 0) expect(distance(a, route.points[0]!)).toBeLessThan(1e-9);
        if (metres >= route.length) expect(distance(a, route.points.at(-1)!)).toBeLessThan(1e-9);
      }),
    );
  });

  test("is planned the same from the same seed, within the distance that was wished", () => {
    const from = middleJunction(town);
    const route = plan(from, 3)!;
    expect(plan(from, 3)).toEqual(route);
    const away = distance(town.junctions[from]!, town.junctions[route.end]!);
    expect(away).toBeGreaterThanOrEqual(1500);
    expect(away).toBeLessThanOrEqual(4000);
  });

  test("does not start by turning back to where the car comes from", () => {
    const first = plan(middleJunction(town), 5)!;
    const second = plan(first.end, 6, first.beforeEnd)!;
    const away = bearing(town.junctions[first.end]!, town.junctions[first.beforeEnd]!);
    expect(Math.abs(turnBetween(away, poseAt(second, 60).heading))).toBeGreaterThan(20);
  });

  test("is refused where no junction is as near or as far as wished", () => {
    expect(planRoute(town, { from: middleJunction(town), cameFrom: undefined, atLeast: 90_000, atMost: 99_000 }, prng(1))).toBeUndefined();
  });
});
