import { expect, test } from "vitest";
import { benchCommand, benchOptions } from "../../bench/xenstored/options.ts";

const parsed = (...words: string[]): unknown => {
  const command = benchCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return benchOptions(words, command);
};

test("a row's name stands for it at both populations, and an exact one for itself", () => {
  expect(parsed("--only", "read,domains-read,populate@1000,in-process", "--rounds", "5", "--seconds", "0.2", "--unpinned")).toEqual({
    rounds: 5,
    seconds: 0.2,
    seed: 1,
    only: ["read", "domains-read@10", "domains-read@1000", "populate@1000", "in-process"],
    json: undefined,
    peers: "../shared/peers/xenstore",
    cpu: undefined,
    unpinned: true,
  });
});

test("without --only every row is measured", () => {
  expect(parsed()).toMatchObject({ only: expect.arrayContaining(["read", "long-both", "domains-read@1000", "in-process"]) });
});

test.each([
  ["--only", "raed"],
  ["--rounds", "0"],
  ["--rounds", "1.5"],
  ["--seconds", "0"],
  ["--seconds", "fast"],
  ["--cpu", "all"],
])("%s %s is refused", (...words) => {
  expect(() => parsed(...words)).toThrow(/wanted/);
});
