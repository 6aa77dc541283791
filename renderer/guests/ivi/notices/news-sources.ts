import type { SignalValue } from "../../../../protocol/bridge.ts";
import type { VssPath } from "../../../../protocol/vss.ts";
import { doorPaths, doors } from "../car/body-state.ts";
import { type Player, trackOf } from "../media/player.ts";
import type { DriverLock } from "../state/driver-lock.ts";
import type { News } from "./notices.ts";

/** What news come of. */
export interface Facts {
  readonly lock: DriverLock;
  readonly player: Player;
  readonly read: (path: VssPath) => SignalValue;
}

/** What is so now and stays in the list for as long as it is. */
export function standingNews({ lock, read }: Facts): readonly News[] {
  const open = lock === "moving" ? doors.filter((door) => read(doorPaths[door]) === 1) : [];
  return [
    ...open.map((door): News => ({ kind: "doorOpen", door })),
    ...(read("Vehicle.Powertrain.FuelSystem.IsFuelLevelLow") === 1 ? [{ kind: "fuelLow" } as const] : []),
  ];
}

/** What has come to its end; a silent signal ends nothing. */
export function endedNews(told: readonly News[], { read }: Pick<Facts, "read">): readonly News[] {
  return told.filter(
    (news) =>
      (news.kind === "doorOpen" && read(doorPaths[news.door]) === 0) ||
      (news.kind === "fuelLow" && read("Vehicle.Powertrain.FuelSystem.IsFuelLevelLow") === 0),
  );
}

/** The next track, where one has begun by itself or by a key. */
export function trackNews(before: Player, now: Player): News | undefined {
  return now.playing && before.track !== now.track ? { kind: "track", title: trackOf(now).title } : undefined;
}
