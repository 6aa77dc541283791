import { whole } from "../state/prng.ts";
import { distance, inQuad, type Point, type Quad, subQuad } from "./geometry.ts";

/** The ground between four junctions, with the metres that its houses keep from the middle of each side's street. */
export interface Cell {
  readonly quad: Quad;
  readonly park: boolean;
  readonly setbacks: readonly [number, number, number, number];
}

export interface Surroundings {
  readonly random: () => number;
  /** Metres to the middle of the river. */
  readonly toRiver: (p: Point) => number;
  /** Nearer to it than this, nothing is built. */
  readonly waterline: number;
}

export interface Block {
  readonly park: Quad | undefined;
  readonly trees: readonly Point[];
  readonly buildings: readonly Quad[];
  readonly courtyards: readonly Quad[];
}

const EMPTY: Block = { park: undefined, trees: [], buildings: [], courtyards: [] };

/** What stands on a cell: a park with trees, a closed block around a courtyard, rows of houses, or nothing by the water. */
export function buildBlock(cell: Cell, { random, toRiver, waterline }: Surroundings): Block {
  // Drawn before anything is decided, so that the river's course does not change the rest of the town.
  const style = random();
  const across = whole(random, 2, 3);
  const along = whole(random, 2, 3);
  const gaps = Array.from({ length: across * along }, () => random());
  const treeSpots = Array.from({ length: 9 }, () => [0.06 + 0.88 * random(), 0.06 + 0.88 * random()] as const);
  const quad = setBack(cell);
  const dry = (p: Point): boolean => toRiver(p) > waterline;
  if (cell.park) {
    const trees = treeSpots.map(([u, v]) => inQuad(quad, u, v)).filter(dry);
    return { ...EMPTY, park: quad, trees };
  }
  if (style < 0.55 && quad.every(dry)) {
    // The same number decides how deep the houses are: a third of the block at most.
    const depth = 0.2 + 0.24 * style;
    return { ...EMPTY, buildings: [quad], courtyards: [subQuad(quad, depth, 1 - depth, depth, 1 - depth)] };
  }
  const houses: Quad[] = [];
  for (let n = 0; n < across * along; n++) {
    const i = n % across;
    const j = Math.floor(n / across);
    const house = subQuad(quad, (i + 0.08) / across, (i + 0.92) / across, (j + 0.08) / along, (j + 0.92) / along);
    if ((gaps[n] ?? 0) > 0.16 && house.every(dry)) houses.push(house);
  }
  return { ...EMPTY, buildings: houses };
}

function setBack({ quad, setbacks: [south, east, north, west] }: Cell): Quad {
  const width = (distance(quad[0], quad[1]) + distance(quad[3], quad[2])) / 2;
  const depth = (distance(quad[0], quad[3]) + distance(quad[1], quad[2])) / 2;
  return subQuad(quad, west / width, 1 - east / width, south / depth, 1 - north / depth);
}
