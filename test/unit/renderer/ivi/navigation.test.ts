import { describe, expect, test } from "vitest";
import { distance } from "../../../../renderer/guests/ivi/map/geometry.ts";
import { Navigation } from "../../../../renderer/guests/ivi/map/navigation.ts";

const hour = (navigation: Navigation, speed: number, seconds: number): void => {
  for (let n = 0; n < seconds; n++) navigation.step({ speed, fix: undefined }, 1000);
};

describe("navigation", () => {
  test("starts with some way behind the car and a turn ahead of it", () => {
    const { metres, guidance } = new Navigation(2147);
    expect(metres).toBeGreaterThan(100);
    expect(guidance).toMatchObject({ turn: "left", into: "Marienweg" });
    expect(guidance.toTurn).toBeGreaterThan(0);
    expect(guidance.toDestination).toBeGreaterThan(guidance.toTurn);
  });

  test("counts the way to the destination down by what is driven", () => {
    const navigation = new Navigation(2147);
    const before = navigation.guidance.toDestination;
    hour(navigation, 36, 20);
    expect(before - navigation.guidance.toDestination).toBeCloseTo(200, 6);
  });

  test("knows what the road allows that the car is on: more where it is wide, and the same on one street", () => {
    const navigation = new Navigation(2147);
    const seen = new Set<number | undefined>();
    for (let n = 0; n < 600; n++) {
      hour(navigation, 90, 1);
      seen.add(navigation.limit);
    }
    expect([...seen].sort()).toEqual([100, 50]);
  });

  test("sets out for another destination at each arrival, from where it arrived, for hours", () => {
    const navigation = new Navigation(2147);
    const ends = new Set<number>();
    for (let n = 0; n < 3600; n++) {
      const { route } = navigation;
      const before = navigation.pose;
      hour(navigation, 90, 1);
      if (navigation.route !== route) expect(navigation.route.points[0]).toEqual(route.points.at(-1));
      expect(distance(before, navigation.pose)).toBeLessThanOrEqual(25.001);
      ends.add(navigation.route.end);
    }
    expect(ends.size).toBeGreaterThan(10);
  });

  test("stays at the route's start when the car reverses beyond it", () => {
    const navigation = new Navigation(2147);
    hour(navigation, -30, 600);
    expect(navigation.metres).toBe(0);
    expect(navigation.pose).toMatchObject(navigation.route.points[0]!);
  });
});
