import { describe, expect, test } from "vitest";
import { distance, distanceToLine, inQuad } from "../../../../renderer/guests/ivi/map/geometry.ts";
import { growTown } from "../../../../renderer/guests/ivi/map/street-network.ts";

const town = growTown(2147);

describe("a town", () => {
  test("is the same town each time it grows from one seed, and another from another", () => {
    expect(growTown(2147)).toEqual(town);
    expect(growTown(2148).streets).not.toEqual(town.streets);
  });

  test("lists each street at both of its junctions, with its true length", () => {
    const wrong = town.streets.filter(({ from, to, length }, index) => {
      const listed = town.streetsAt[from]!.includes(index) && town.streetsAt[to]!.includes(index);
      return !listed || Math.abs(length - distance(town.junctions[from]!, town.junctions[to]!)) > 1e-6;
    });
    expect(wrong).toEqual([]);
  });

  test("crosses its river by arterial streets only, and by some", () => {
    const wet = town.streets.filter((street) => {
      const [a, b] = [town.junctions[street.from]!, town.junctions[street.to]!];
      const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
      return [a, middle, b].some((p) => distanceToLine(p, town.river) < town.riverWidth / 2);
    });
    expect(wet.length).toBeGreaterThan(10);
    expect([...new Set(wet.map((street) => street.kind))]).toEqual(["arterial"]);
  });

  test("builds no house into the water", () => {
    const inWater = town.buildings.filter((house) => distanceToLine(inQuad(house, 0.5, 0.5), town.river) < town.riverWidth / 2);
    expect(inWater).toEqual([]);
    expect(town.buildings.length).toBeGreaterThan(3000);
  });
});
