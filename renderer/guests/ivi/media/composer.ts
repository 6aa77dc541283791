import { prng } from "../state/prng.ts";
import type { Track } from "./playlist.ts";

export type Voice = "pad" | "bass" | "pluck" | "kick" | "hat";

/** One note: when and how long in seconds of the track, which key (MIDI), how strong (0 to 1). */
export interface Note {
  readonly voice: Voice;
  readonly at: number;
  readonly length: number;
  readonly pitch: number;
  readonly level: number;
}

const MAJOR = [0, 2, 4, 5, 7, 9, 11] as const;
const MINOR = [0, 2, 3, 5, 7, 8, 10] as const;
/** Chord roots as steps of the scale; each track takes one of them, eight bars around. */
const PROGRESSIONS = [
  [0, 5, 2, 6],
  [0, 3, 5, 4],
  [0, 2, 5, 3],
  [0, 4, 5, 3],
] as const;
const BEATS = 4;

/** Seconds of a bar. */
export const barLength = (track: Track): number => (60 / track.bpm) * BEATS;

/** The notes of a bar: the same each time it is asked, so that a skip back plays what was heard. */
export function composeBar(track: Track, bar: number): Note[] {
  const beat = 60 / track.bpm;
  const start = bar * barLength(track);
  const random = prng(track.seed * 1000 + (bar % 16));
  const progression = PROGRESSIONS[track.seed % PROGRESSIONS.length]!;
  const chord = progression[Math.floor(bar / 2) % progression.length]!;
  const full = bar % 16 >= 4;
  const key = (step: number, octave: number): number => {
    const scale = track.minor ? MINOR : MAJOR;
    return track.root + 12 * (octave + Math.floor(step / 7)) + scale[((step % 7) + 7) % 7]!;
  };
  const notes: Note[] = [];
  if (bar % 2 === 0) {
    for (const step of [0, 2, 4]) {
      notes.push({ voice: "pad", at: start, length: 2 * barLength(track), pitch: key(chord + step, 1), level: 0.5 });
    }
  }
  for (const on of full ? [0, 1.5, 2.5] : [0]) {
    notes.push({ voice: "bass", at: start + on * beat, length: beat * 0.9, pitch: key(chord, -1), level: 0.8 });
  }
  for (let eighth = 0; eighth < 8; eighth++) {
    if (random() > (full ? 0.72 : 0.4)) continue;
    const step = [0, 2, 4, 7, 9][Math.floor(random() * 5)]!;
    const level = 0.35 + 0.3 * random();
    notes.push({ voice: "pluck", at: start + (eighth / 2) * beat, length: beat, pitch: key(chord + step, 2), level });
  }
  if (!full) return notes;
  for (let n = 0; n < BEATS; n++) {
    if (n % 2 === 0) notes.push({ voice: "kick", at: start + n * beat, length: 0.2, pitch: 36, level: 0.9 });
    notes.push({ voice: "hat", at: start + (n + 0.5) * beat, length: 0.06, pitch: 90, level: 0.3 });
  }
  return notes;
}

/** The notes that begin in [from, to) seconds of the track, none after its end. */
export function notesBetween(track: Track, from: number, to: number): Note[] {
  const length = barLength(track);
  const notes: Note[] = [];
  for (let bar = Math.max(0, Math.floor(from / length)); bar * length < Math.min(to, track.length); bar++) {
    notes.push(...composeBar(track, bar).filter((note) => note.at >= from && note.at < to && note.at < track.length));
  }
  return notes;
}
