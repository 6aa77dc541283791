import { expect, test } from "vitest";
import { Teller, type Telling } from "../../../../renderer/guests/ivi/state/teller.ts";
import { stopped } from "../../../../renderer/guests/ivi/media/player.ts";
import { checkTell } from "../../../../protocol/tells.ts";

const guidance = { turn: "left", into: "Ringallee", toTurn: 349.6, toDestination: 4000, duration: 371_000 } as const;
const telling: Telling = { guidance, limit: 50, player: stopped };

/** What is told in `ms` milliseconds of `at`, a step each 250, by topic. */
function toldIn(ms: number, at: (time: number) => Telling): { times: Record<string, number>; last: Record<string, unknown> } {
  const times: Record<string, number> = {};
  const last: Record<string, unknown> = {};
  const teller = new Teller((topic, value) => {
    times[topic] = (times[topic] ?? 0) + 1;
    last[topic] = value;
    if (value !== undefined) expect(checkTell(topic, value)).toMatchObject({ ok: true });
  });
  for (let time = 0; time < ms; time += 250) teller.step(at(time), 250);
  return { times, last };
}

test("what does not change is told again every two seconds", () => {
  expect(toldIn(10_000, () => telling)).toEqual({
    times: { turn: 5, media: 5, "speed-limit": 5 },
    last: {
      turn: { kind: "left", metres: 350, into: "Ringallee", arrival: 6 },
      media: { title: "Night Drive", artist: "Argo Navis", playing: false },
      "speed-limit": { kmh: 50 },
    },
  });
});

test("metres that run are told twice a second, and are never out of bounds", () => {
  const running = toldIn(10_000, (time) => ({ ...telling, guidance: { ...guidance, toTurn: 250 - time / 40 } }));
  const passed = toldIn(1000, () => ({ ...telling, guidance: { ...guidance, toTurn: -5 } }));
  const far = toldIn(1000, () => ({ ...telling, guidance: { ...guidance, toTurn: 1e9 } }));
  expect([running.times["turn"], running.last["turn"], passed.last["turn"], far.last["turn"]]).toMatchObject([
    20,
    { metres: 13 },
    { metres: 0 },
    { metres: 100_000 },
  ]);
});

test("a limit that is not known any more is withdrawn once, and told of no more", () => {
  const { times, last } = toldIn(10_000, (time) => ({ ...telling, limit: time < 1000 ? 50 : undefined }));
  expect([times["speed-limit"], last["speed-limit"]]).toEqual([2, undefined]);
});
