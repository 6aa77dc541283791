import { expect, test } from "vitest";
import { ok } from "../../../protocol/result.ts";
import { parseFaultSpecs } from "../../../main/toolstack/fault-spec.ts";

const domains = ["cluster", "ivi"];

test("faults are read in any unit and come in order of time", () => {
  expect(parseFaultSpecs(["crash:ivi@10s", "hang:ivi@1.5s", "pause:cluster@500ms", "unpause:ivi@2m"], domains)).toEqual(
    ok([
      { kind: "pause", target: "cluster", atMs: 500 },
      { kind: "hang", target: "ivi", atMs: 1500 },
      { kind: "crash", target: "ivi", atMs: 10_000 },
      { kind: "unpause", target: "ivi", atMs: 120_000 },
    ]),
  );
});

test("every problem of every fault is told, with what was probably meant", () => {
  expect(parseFaultSpecs(["crash", "crsh:iv@10", "hang:ivi@-1s", "pause:ivi@9000m", "crash:ivi@10s"], domains)).toEqual({
    ok: false,
    error: [
      '"crash": want KIND:TARGET@TIME, as crash:ivi@10s',
      '"crsh:iv@10": want a kind of crash, hang, pause, unpause, got "crsh"; did you mean crash',
      '"crsh:iv@10": want a domain of cluster, ivi, got "iv"; did you mean ivi',
      '"crsh:iv@10": want a time of up to 24 hours, as 10s, 1.5s, 500ms or 2m, got "10"',
      '"hang:ivi@-1s": want a time of up to 24 hours, as 10s, 1.5s, 500ms or 2m, got "-1s"',
      '"pause:ivi@9000m": want a time of up to 24 hours, as 10s, 1.5s, 500ms or 2m, got "9000m"',
    ],
  });
});
