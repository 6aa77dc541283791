import fc from "fast-check";
import { expect, test } from "vitest";
import { helpText, OPTIONS, optionWords, ownWords, parseOptions } from "../../../main/launch/options.mjs";
import type { Options } from "../../../main/launch/options.mjs";

test("every option of the table is read into its camelCase name", () => {
  const words = "--cockpit c --kiosk --drive a.log --dbc a.dbc --dbc=b.dbc --mapping m.yaml --drive-speed 2.5 --camera synthetic";
  const more =
    "--screenshot s --exit-after 10 --fault crash:ivi@10s --fault=freeze:cluster@500ms --seed 7 --no-enforcement --verbose --check --help --xenstore-socket x/s --state st";
  expect(parseOptions(`${words} ${more}`.split(" "))).toEqual({
    ok: true,
    value: {
      cockpit: "c",
      kiosk: true,
      drive: "a.log",
      dbc: ["a.dbc", "b.dbc"],
      mapping: "m.yaml",
      driveSpeed: 2.5,
      camera: "synthetic",
      screenshot: "s",
      exitAfter: 10,
      fault: ["crash:ivi@10s", "freeze:cluster@500ms"],
      seed: 7,
      noEnforcement: true,
      xenstoreSocket: "x/s",
      state: "st",
      verbose: true,
      check: true,
      help: true,
    },
  });
});

test("every problem of a command line is told at once, with what was wanted and what came", () => {
  expect(
    parseOptions(["--kio", "--bogus=1", "x", "--seed", "-3", "--exit-after=0", "--kiosk=3", "--fault", "crash", "--drive", "--check"]),
  ).toEqual({
    ok: false,
    error: [
      "--kio: unknown; --kiosk is one",
      "--bogus: unknown",
      'wanted an option, got "x"',
      '--seed: wanted a whole number from 0, got "-3"',
      '--exit-after: wanted a number above 0, got "0"',
      '--kiosk: wanted no value, got "3"',
      '--fault: wanted KIND:DOMAIN@TIME, as in crash:ivi@10s, got "crash"',
      "--drive: wanted LOG, got nothing",
    ],
  });
});

test("an option that is not repeatable is refused the second time", () => {
  expect(parseOptions(["--seed=1", "--seed=2"])).toEqual({ ok: false, error: ['--seed: wanted once, got "2" as well'] });
});

test("the help names every option of the table", () => {
  expect(OPTIONS.filter(({ name, about }) => !helpText().includes(`--${name}`) || !helpText().includes(about))).toEqual([]);
});

const anyOptions: fc.Arbitrary<Options> = fc.record(
  {
    cockpit: fc.string({ minLength: 1 }),
    kiosk: fc.constant(true as const),
    driveSpeed: fc.integer({ min: 1, max: 1000 }),
    dbc: fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
    seed: fc.nat(),
    verbose: fc.constant(true as const),
  },
  { requiredKeys: [] },
);

test("options survive the way to Electron and back, whatever their values look like", () => {
  fc.assert(
    fc.property(anyOptions, (options) => {
      const argv = ["electron", "--log-level=3", "/app", "--", ...optionWords(options)];
      expect(parseOptions(ownWords(argv))).toEqual({ ok: true, value: options });
    }),
  );
});

test("without a -- only a packaged program takes its words for its own, and leaves Chromium's out", () => {
  const argv = ["argonaut", "--no-sandbox", "--kiosk", "--ozone-platform=wayland"];
  expect([ownWords(argv), ownWords(argv, true)]).toEqual([[], ["--kiosk"]]);
});
