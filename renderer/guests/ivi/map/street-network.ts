/**
 * A town from a seed: a street grid bent by two octaves of noise, a river with bridges for the arterial streets only, parks,
 * blocks with buildings. No map data comes along and none is fetched; the same seed is the same town.
 */
import { prng, valueNoise, whole } from "../state/prng.ts";
import { buildBlock, type Cell, type Surroundings } from "./blocks.ts";
import { between, distance, distanceToLine, type Point, type Quad } from "./geometry.ts";
import { arterialNames, sideStreetNames } from "./street-names.ts";

export type StreetKind = "arterial" | "street";

/** km/h, by the class of the road: a town's wide roads are for through traffic. */
export const LIMIT_KMH: Readonly<Record<StreetKind, number>> = { arterial: 100, street: 50 };

/** A stretch between two junctions. */
export interface Street {
  readonly from: number;
  readonly to: number;
  readonly kind: StreetKind;
  readonly name: string;
  /** Metres. */
  readonly length: number;
}

export interface StreetNetwork {
  readonly junctions: readonly Point[];
  readonly streets: readonly Street[];
  /** By junction: the streets (indices) that end there. */
  readonly streetsAt: readonly (readonly number[])[];
  readonly river: readonly Point[];
  /** Metres. */
  readonly riverWidth: number;
  readonly railway: readonly Point[];
  readonly parks: readonly Quad[];
  readonly trees: readonly Point[];
  readonly buildings: readonly Quad[];
  readonly courtyards: readonly Quad[];
  /** Metres from the middle to the town's edge. */
  readonly extent: number;
}

const LINES = 48;
const SPACING = 168;
const RIVER_WIDTH = 104;
/** Metres eastwards between two points of the river, and the points either side that may be the nearest. */
const RIVER_STEP = 60;
const RIVER_REACH = 5;
/** Metres due north or south of it from which a place is not by the river, however steeply it bends there. */
const FAR_FROM_RIVER = 420;
/** Metres that stay free of houses on either side of the water. */
const BANK = 26;

/** Metres from the middle of a street to the houses. */
const SETBACK = { arterial: 20, street: 13, none: 5 } as const;

export function growTown(seed: number): StreetNetwork {
  const random = prng(seed);
  const extent = (LINES * SPACING) / 2;
  const river = growRiver(seed, extent);
  // Only the stretch of river beside `p` is measured: the whole of it for every house takes half a second.
  const toRiver = (p: Point): number => {
    const beside = Math.round((p.x - river[0]!.x) / RIVER_STEP);
    const middle = river[beside];
    if (middle === undefined || Math.abs(middle.y - p.y) > FAR_FROM_RIVER) return Infinity;
    return distanceToLine(p, river.slice(Math.max(0, beside - RIVER_REACH), beside + RIVER_REACH));
  };
  const junctions = bentGrid(seed, extent);
  const rows = arterialLines(random);
  const columns = arterialLines(random);
  const rowNames = nameLines(random, rows, 0);
  const columnNames = nameLines(random, columns, 1);
  const parkCells = choosePark(random);

  const streets: Street[] = [];
  const streetsAt: number[][] = junctions.map(() => []);
  const sides = new Map<string, StreetKind>();
  const lay = (i: number, j: number, along: "row" | "column"): void => {
    const from = j * LINES + i;
    const to = along === "row" ? from + 1 : from + LINES;
    const kind = (along === "row" ? rows.has(j) : columns.has(i)) ? "arterial" : "street";
    const a = junctions[from]!;
    const b = junctions[to]!;
    const kept = random() > 0.13;
    if (kind === "street" && (!kept || insidePark(parkCells, i, j, along) || wet(a, b, toRiver))) return;
    sides.set(`${along}${i},${j}`, kind);
    const name = (along === "row" ? rowNames[j] : columnNames[i]) ?? "";
    const index = streets.push({ from, to, kind, name, length: distance(a, b) }) - 1;
    streetsAt[from]!.push(index);
    streetsAt[to]!.push(index);
  };
  for (let j = 0; j < LINES; j++) {
    for (let i = 0; i < LINES; i++) {
      if (i + 1 < LINES) lay(i, j, "row");
      if (j + 1 < LINES) lay(i, j, "column");
    }
  }

  const parks: Quad[] = [];
  const trees: Point[] = [];
  const buildings: Quad[] = [];
  const courtyards: Quad[] = [];
  for (let j = 0; j + 1 < LINES; j++) {
    for (let i = 0; i + 1 < LINES; i++) {
      const at = j * LINES + i;
      const quad: Quad = [junctions[at]!, junctions[at + 1]!, junctions[at + LINES + 1]!, junctions[at + LINES]!];
      const cell: Cell = { quad, park: parkCells.has(`${i},${j}`), setbacks: setbacksOf(sides, i, j) };
      const surroundings: Surroundings = { random, toRiver, waterline: RIVER_WIDTH / 2 + BANK };
      const block = buildBlock(cell, surroundings);
      if (block.park) parks.push(block.park);
      trees.push(...block.trees);
      buildings.push(...block.buildings);
      courtyards.push(...block.courtyards);
    }
  }
  const railway = growRailway(seed, extent);
  return { junctions, streets, streetsAt, river, riverWidth: RIVER_WIDTH, railway, parks, trees, buildings, courtyards, extent };
}

function bentGrid(seed: number, extent: number): Point[] {
  const wide = [valueNoise(seed + 11), valueNoise(seed + 12)] as const;
  const fine = [valueNoise(seed + 13), valueNoise(seed + 14)] as const;
  const junctions: Point[] = [];
  for (let j = 0; j < LINES; j++) {
    for (let i = 0; i < LINES; i++) {
      const x = i * SPACING - extent;
      const y = j * SPACING - extent;
      junctions.push({
        x: x + 330 * wide[0](x / 1700, y / 1700) + 52 * fine[0](x / 400, y / 400),
        y: y + 330 * wide[1](x / 1700, y / 1700) + 52 * fine[1](x / 400, y / 400),
      });
    }
  }
  return junctions;
}

function growRiver(seed: number, extent: number): Point[] {
  const bend = valueNoise(seed + 21);
  const points: Point[] = [];
  for (let x = -extent - 800; x <= extent + 800; x += RIVER_STEP) {
    points.push({ x, y: 190 + 420 * Math.sin(x / 1150 + seed) + 260 * bend(x / 900, 3.5) });
  }
  return points;
}

function growRailway(seed: number, extent: number): Point[] {
  const bend = valueNoise(seed + 31);
  const points: Point[] = [];
  for (let y = -extent - 800; y <= extent + 800; y += 80) points.push({ x: 0.42 * y + 980 + 300 * bend(y / 2300, 7.5), y });
  return points;
}

/** Every third to fifth line is an arterial street. */
function arterialLines(random: () => number): Set<number> {
  const lines = new Set<number>();
  for (let line = whole(random, 1, 3); line < LINES; line += whole(random, 3, 5)) lines.add(line);
  return lines;
}

function nameLines(random: () => number, arterial: ReadonlySet<number>, parity: number): string[] {
  let big = parity;
  let small = whole(random, 0, sideStreetNames.length - 1);
  return Array.from({ length: LINES }, (_, line) => {
    if (arterial.has(line)) {
      const name = arterialNames[big % arterialNames.length]!;
      big += 2;
      return name;
    }
    small += 1;
    return sideStreetNames[(small * 7) % sideStreetNames.length]!;
  });
}

/** Whether the stretch from `a` to `b` touches the river. */
function wet(a: Point, b: Point, toRiver: (p: Point) => number): boolean {
  return [0, 0.25, 0.5, 0.75, 1].some((t) => toRiver(between(a, b, t)) < RIVER_WIDTH / 2 + 8);
}

/** Cells, as "i,j", that are park: a few larger ones, many small. */
function choosePark(random: () => number): Set<string> {
  const cells = new Set<string>();
  for (let n = 0; n < 60; n++) {
    const i0 = whole(random, 0, LINES - 5);
    const j0 = whole(random, 0, LINES - 5);
    const wide = n < 22 ? whole(random, 2, 4) : 1;
    const deep = n < 22 ? whole(random, 2, 3) : 1;
    for (let i = i0; i < i0 + wide; i++) for (let j = j0; j < j0 + deep; j++) cells.add(`${i},${j}`);
  }
  return cells;
}

/** A side street between two park cells is a footpath, so not ours. */
function insidePark(cells: ReadonlySet<string>, i: number, j: number, along: "row" | "column"): boolean {
  const other = along === "row" ? `${i},${j - 1}` : `${i - 1},${j}`;
  return cells.has(`${i},${j}`) && cells.has(other);
}

/** Metres of front garden on the sides 0→1, 1→2, 2→3, 3→0 of cell (i, j). */
function setbacksOf(sides: ReadonlyMap<string, StreetKind>, i: number, j: number): Cell["setbacks"] {
  const of = (side: string): number => SETBACK[sides.get(side) ?? "none"];
  return [of(`row${i},${j}`), of(`column${i + 1},${j}`), of(`row${i},${j + 1}`), of(`column${i},${j}`)];
}
