import fc from "fast-check";
import { expect, test } from "vitest";
import { checkTell, parseTell, TELL_TOPICS, tellOctets } from "../../../protocol/tells.ts";

const turn = { kind: "left", metres: 350, into: "Königsallee", arrival: 12 };

test("what is told is checked and made anew, and reads the same from the store's octets", () => {
  const media = { title: "夜のドライブ 🚗", artist: "", playing: true };
  expect([
    parseTell("turn", tellOctets(turn)),
    parseTell("media", tellOctets(media)),
    parseTell("speed-limit", '{ "kmh" : "none" }'),
  ]).toEqual([
    { ok: true, value: turn },
    { ok: true, value: media },
    { ok: true, value: { kmh: "none" } },
  ]);
});

test("what is told must be of the table and within its bounds, and the answer says what was wanted and what came", () => {
  const problems = [
    checkTell("turn", { ...turn, kind: "u-turn" }),
    checkTell("turn", { ...turn, metres: -1 }),
    checkTell("turn", { ...turn, metres: 100_001 }),
    checkTell("turn", { ...turn, metres: 0.5 }),
    checkTell("turn", { ...turn, arrival: null }),
    checkTell("turn", { kind: "left", metres: 1 }),
    checkTell("turn", { ...turn, exit: 2 }),
    checkTell("turn", { ...turn, into: "x".repeat(65) }),
    checkTell("turn", { ...turn, into: "safe\u202egnihtemos" }),
    checkTell("media", { title: "a\u0007", artist: "", playing: true }),
    checkTell("media", { title: "\ud83d", artist: "", playing: true }),
    checkTell("media", { title: "", artist: "", playing: 1 }),
    checkTell("speed-limit", { kmh: 52 }),
    checkTell("speed-limit", { kmh: 205 }),
    checkTell("speed-limit", [50]),
    checkTell("speed-limit", null),
    parseTell("speed-limit", '{"kmh":50'),
    parseTell("speed-limit", `{"kmh":50${" ".repeat(1024)}}`),
    parseTell("speed-limit", "\xff"),
    parseTell("speed-limit", '{"kmh":50,"__proto__":{"kmh":60}}'),
  ].map((answer) => (answer.ok ? "none" : answer.error));
  const text = "at most 64 characters, none of them for control or direction";
  expect(problems).toEqual([
    'turn.kind: want left, right, straight, arrive, got "u-turn"',
    "turn.metres: want a whole number of 0 to 100000, got -1",
    "turn.metres: want a whole number of 0 to 100000, got 100001",
    "turn.metres: want a whole number of 0 to 100000, got 0.5",
    "turn.arrival: want a whole number of 0 to 6000, got null",
    `turn.into: want ${text}, got undefined`,
    'turn: want kind, metres, into, arrival, got "exit"',
    `turn.into: want ${text}, got "${"x".repeat(56)}… of 65 characters`,
    `turn.into: want ${text}, got "safe\u202egnihtemos"`,
    `media.title: want ${text}, got "a\\u0007"`,
    `media.title: want ${text}, got "\\ud83d"`,
    "media.playing: want true or false, got 1",
    "speed-limit.kmh: want none, or 5 to 200 in fives, got 52",
    "speed-limit.kmh: want none, or 5 to 200 in fives, got 205",
    "speed-limit: want kmh, got a list",
    "speed-limit: want kmh, got null",
    'speed-limit: want JSON, got "{\\"kmh\\":50"',
    "speed-limit: want at most 1024 octets of UTF-8, got 1034 octets",
    "speed-limit: want at most 1024 octets of UTF-8, got 1 octets",
    'speed-limit: want kmh, got "__proto__"',
  ]);
});

test("sixty-four of the longest characters fit", () => {
  const longest = { title: "🚗".repeat(64), artist: '"'.repeat(64), playing: false };
  expect(parseTell("media", tellOctets(longest))).toEqual({ ok: true, value: longest });
});

const anyOctets = fc
  .oneof(
    fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((octet) => String.fromCharCode(octet)), maxLength: 1100 }),
    fc.json(),
    // Near what is right, so that some of it is.
    fc
      .record(
        {
          kind: fc.constantFrom("left", "right", "straight", "arrive", "back"),
          metres: fc.oneof(fc.nat(120_000), fc.double()),
          into: fc.string({ unit: "binary", maxLength: 70 }),
          arrival: fc.nat(7000),
          title: fc.string({ unit: "grapheme", maxLength: 70 }),
          artist: fc.string({ maxLength: 70 }),
          playing: fc.boolean(),
          kmh: fc.oneof(
            fc.constant("none"),
            fc.nat(50).map((fives) => fives * 5),
          ),
        },
        { requiredKeys: [] },
      )
      .chain((all) => fc.subarray(Object.entries(all)).map((some) => JSON.stringify(Object.fromEntries(some)))),
    fc
      .record({ kind: fc.constantFrom("left", "arrive"), metres: fc.nat(100_000), into: fc.string({ unit: "grapheme", maxLength: 70 }) })
      .map((value) => JSON.stringify(value)),
  )
  .map((text) => Array.from(new TextEncoder().encode(text), (octet) => String.fromCharCode(octet)).join(""));

test("any octets are refused, or are a value within the bounds that reads the same when it is written", () => {
  let valid = 0;
  fc.assert(
    fc.property(fc.constantFrom(...TELL_TOPICS), anyOctets, (topic, octets) => {
      const read = parseTell(topic, octets);
      if (!read.ok) return;
      valid++;
      const written = tellOctets(read.value);
      expect(written.length).toBeLessThanOrEqual(1024);
      expect([...written].filter((octet) => octet < " " || octet === "\x7f")).toEqual([]);
      expect(parseTell(topic, written)).toEqual(read);
    }),
    { numRuns: 2000 },
  );
  expect(valid).toBeGreaterThan(50);
});
