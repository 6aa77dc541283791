import type { SignalValue } from "../../../protocol/bridge.ts";

/** How near an obstacle is, as its arc is coloured; "off" is an arc with nothing in it. */
export type Zone = "stop" | "near" | "far" | "off";

/** The rear sensors' sectors, as the driver sees them on a car with its nose up. */
export type Sector = "left" | "centre" | "right";

/** One arc behind the car: ring 0 is at the bumper. `path` is SVG, about the bumper's middle. */
export interface ParkingArc {
  readonly sector: Sector;
  readonly ring: number;
  readonly zone: Zone;
  readonly path: string;
}

/** Metres at which ring 0, 1, 2 and 3 light up. */
const RINGS_M = [0.35, 0.7, 1.2, 1.8] as const;
const RING_ZONES = ["stop", "near", "near", "far"] as const;

/** Degrees clockwise from three o'clock; the middle sector looks straight back. */
const SECTORS = { right: [26, 62], centre: [65, 115], left: [118, 154] } as const;
const INNER_PX = 62;
const RING_PX = 31;

/** Every arc, lit ones and unlit ones. A sector lights the ring its obstacle is in and those outside it stay unlit: distance, not alarm. */
export function parkingArcs(distances: Readonly<Record<Sector, SignalValue>>): readonly ParkingArc[] {
  return (["left", "centre", "right"] as const).flatMap((sector) =>
    RINGS_M.map((_, ring) => ({
      sector,
      ring,
      zone: ringOf(distances[sector]) === ring ? (RING_ZONES[ring] ?? "off") : "off",
      path: arc(INNER_PX + ring * RING_PX, SECTORS[sector]),
    })),
  );
}

/** The nearest obstacle in reach of the rings, with the zone it is in; undefined when all is clear or nothing is known. */
export function nearest(distances: readonly SignalValue[]): { readonly metres: number; readonly zone: Zone } | undefined {
  const metres = Math.min(...distances.map((distance) => distance ?? Infinity));
  const ring = ringOf(metres);
  return ring === undefined ? undefined : { metres, zone: RING_ZONES[ring] ?? "off" };
}

/** Whether the way is clear when nothing is near: never, unless every sensor says so. */
export function allClear(distances: readonly SignalValue[]): boolean {
  return !distances.includes(undefined);
}

function ringOf(metres: SignalValue): number | undefined {
  if (metres === undefined) return undefined;
  const ring = RINGS_M.findIndex((limit) => metres <= limit);
  return ring < 0 ? undefined : ring;
}

/** Flattened: seen from above but behind a bumper that is wide, the rings are ellipses. */
function arc(radius: number, [from, to]: readonly [number, number]): string {
  const wide = radius * 1.22;
  const point = (deg: number): string => {
    const rad = (deg * Math.PI) / 180;
    return `${(wide * Math.cos(rad)).toFixed(2)} ${(radius * Math.sin(rad)).toFixed(2)}`;
  };
  return `M${point(from)}A${wide.toFixed(2)} ${radius} 0 0 1 ${point(to)}`;
}
