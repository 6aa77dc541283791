import { playlist, type Track } from "./playlist.ts";

export interface Player {
  /** Index into the playlist. */
  readonly track: number;
  readonly playing: boolean;
  /** Milliseconds into the track. */
  readonly position: number;
  /** 0 to VOLUME_STEPS. */
  readonly volume: number;
}

export const VOLUME_STEPS = 10;
/** Later than this into a track, "previous" starts the track again. */
const RESTART_AFTER_MS = 4000;

export const stopped: Player = { track: 0, playing: false, position: 0, volume: 5 };

export const trackOf = (player: Player): Track => playlist[player.track % playlist.length]!;

export const togglePlay = (player: Player): Player => ({ ...player, playing: !player.playing });

export function skip(player: Player, by: 1 | -1): Player {
  if (by === -1 && player.position > RESTART_AFTER_MS) return { ...player, position: 0 };
  return { ...player, track: (player.track + by + playlist.length) % playlist.length, position: 0 };
}

/** Starts a track of the list; the one that plays is paused or resumed instead. */
export function choose(player: Player, track: number): Player {
  return track === player.track ? togglePlay(player) : { ...player, track, position: 0, playing: true };
}

export function louder(player: Player, steps: number): Player {
  return { ...player, volume: Math.min(VOLUME_STEPS, Math.max(0, player.volume + steps)) };
}

/** Plays on for `elapsed` milliseconds, into the next track where one ends. The same object when it stands still. */
export function playOn(player: Player, elapsed: number): Player {
  if (!player.playing || elapsed <= 0) return player;
  let { track } = player;
  let position = player.position + elapsed;
  for (let length = trackOf(player).length * 1000; position >= length; length = playlist[track]!.length * 1000) {
    position -= length;
    track = (track + 1) % playlist.length;
  }
  return { ...player, track, position };
}

/** Minutes and seconds, cut off: 1:42. */
export function playTime(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
