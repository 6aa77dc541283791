import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { barLength, composeBar, notesBetween } from "../../../../renderer/guests/ivi/media/composer.ts";
import { choose, louder, playOn, playTime, skip, stopped, togglePlay, trackOf } from "../../../../renderer/guests/ivi/media/player.ts";
import { playlist } from "../../../../renderer/guests/ivi/media/playlist.ts";

const playing = togglePlay(stopped);

describe("the player", () => {
  test("advances while it plays and only then", () => {
    expect(playOn(playing, 1500).position).toBe(1500);
    expect(playOn(stopped, 1500)).toBe(stopped);
  });

  test("goes on into the next track at the end of one, and from the last to the first", () => {
    const end = trackOf(playing).length * 1000;
    expect(playOn({ ...playing, position: end - 100 }, 300)).toMatchObject({ track: 1, position: 200, playing: true });
    const last = { ...playing, track: playlist.length - 1, position: playlist.at(-1)!.length * 1000 - 1 };
    expect(playOn(last, 1)).toMatchObject({ track: 0, position: 0 });
  });

  test("takes any pause between two calls, a day as well", () => {
    fc.assert(
      fc.property(fc.nat(86_400_000), (elapsed) => {
        const { track, position } = playOn(playing, elapsed);
        expect(position).toBeLessThan(playlist[track]!.length * 1000);
      }),
    );
  });

  test("goes to the start of the track with previous, and to the track before only from there", () => {
    expect(skip({ ...playing, track: 2, position: 9000 }, -1)).toMatchObject({ track: 2, position: 0 });
    expect(skip({ ...playing, track: 0, position: 1000 }, -1)).toMatchObject({ track: playlist.length - 1, position: 0 });
    expect(skip({ ...playing, track: 0, position: 9000 }, 1)).toMatchObject({ track: 1, position: 0 });
  });

  test("plays a chosen track at once, and pauses the one that plays when that is chosen", () => {
    expect(choose(stopped, 3)).toMatchObject({ track: 3, position: 0, playing: true });
    expect(choose({ ...playing, position: 500 }, 0)).toMatchObject({ track: 0, position: 500, playing: false });
  });

  test("keeps its volume between silence and full", () => {
    expect(louder(stopped, -99).volume).toBe(0);
    expect(louder(stopped, 99).volume).toBe(10);
  });

  test("prints times as minutes and seconds, cut off", () => {
    expect([0, 59_999, 102_400].map(playTime)).toEqual(["0:00", "0:59", "1:42"]);
  });
});

describe("the composer", () => {
  test("writes the same bar each time it is asked", () => {
    for (const track of playlist) expect(composeBar(track, 6)).toEqual(composeBar(track, 6));
  });

  test("hands over each note once, however the time is cut into pieces", () => {
    const track = playlist[0]!;
    const cuts = fc.array(fc.double({ min: 0, max: 30, noNaN: true }), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, (at) => {
        const edges = [0, ...at.sort((a, b) => a - b), 30];
        const pieces = edges.slice(1).flatMap((to, n) => notesBetween(track, edges[n]!, to));
        expect(pieces.length).toBe(notesBetween(track, 0, 30).length);
      }),
    );
  });

  test("writes nothing beyond the end of the track, and no key that a speaker cannot play", () => {
    for (const track of playlist) {
      const notes = notesBetween(track, 0, track.length + 60);
      expect(notes.filter((note) => note.at >= track.length)).toEqual([]);
      expect(notes.filter((note) => note.pitch < 24 || note.pitch > 108)).toEqual([]);
      expect(notes.length).toBeGreaterThan(track.length / barLength(track));
    }
  });
});
