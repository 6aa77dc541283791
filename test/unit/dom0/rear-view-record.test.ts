import { expect, test } from "vitest";
import { rearViewVerb } from "../../../main/control-verbs.ts";
import { Log, type LogRecord } from "../../../main/log/log.ts";
import { RearViewRecord } from "../../../main/rear-view-record.ts";

function aRecord(): { readonly record: RearViewRecord; readonly logged: LogRecord[] } {
  const logged: LogRecord[] = [];
  const log = new Log(
    () => 0,
    (line) => void logged.push(line),
  );
  return { record: new RearViewRecord(["ivi"], log), logged };
}

const pictures = [
  { interval: undefined, formation: 17, latency: 17 },
  { interval: 33, formation: 60, latency: 60 },
];

test("one engagement is one record and one line, with what failed", () => {
  const { record, logged } = aRecord();
  record.camera(false, 10);
  record.camera(true, 1000);
  record.report("ivi", ["camera-shown", 1000], 1080);
  record.report("ivi", ["camera-times", pictures], 1100);
  record.camera(false, 3000);
  record.report("ivi", ["camera-hidden", 3000], 3030);
  record.report("ivi", ["camera-hidden", 3000], 3900);
  expect([record.engagements(9000).map(({ firstPictureMs, lingerMs }) => [firstPictureMs, lingerMs]), logged]).toEqual([
    [[80, 30]],
    [
      {
        at: 0,
        level: "info",
        room: "displays",
        msg: "reverse engagement",
        data: {
          display: "ivi",
          pictures: 2,
          "first picture, ms": 80,
          "linger after reverse, ms": 30,
          "without a picture, ms": 0,
          "picture rate, mean, Hz": 30.3,
          "picture rate, worst, Hz": 30.3,
          "image formation, worst, ms": 60,
          "latency, worst, ms": 60,
          failed: ["image formation, worst"],
        },
      },
    ],
  ]);
});

test("an answer from before an engagement is not about it, and a display without the rear view has no record", () => {
  const { record } = aRecord();
  record.camera(true, 1000);
  record.camera(false, 1010);
  record.camera(true, 1020);
  record.report("ivi", ["camera-shown", 1000], 1030);
  record.report("ivi", ["camera-hidden", 1010], 1031);
  record.report("cluster", ["camera-shown", 1020], 1032);
  expect(record.engagements(1040).map(({ at, ended, firstPictureMs }) => ({ at, ended, firstPictureMs }))).toEqual([
    { at: 1000, ended: true, firstPictureMs: undefined },
    { at: 1020, ended: false, firstPictureMs: undefined },
  ]);
});

test("the last hundred are kept", () => {
  const { record } = aRecord();
  for (let at = 0; at < 105; at++) record.camera(true, at);
  const kept = record.engagements(200);
  expect([kept.length, kept[0]?.at, kept.at(-1)?.at]).toEqual([101, 4, 104]);
});

test("the verb answers figures, verdicts and a table", async () => {
  const { record } = aRecord();
  record.camera(true, 0);
  const answer = await rearViewVerb(() => record.engagements(3000))({ args: {}, say: () => undefined, gone: new AbortController().signal });
  expect(answer).toMatchObject({
    ok: true,
    value: {
      text: expect.stringContaining("reverse 1 on ivi, at 0.000 s, for 3.0 s and still: 0 pictures"),
      engagements: [
        { engagedMs: 3000, verdicts: [{ item: "first picture", value: 3000, outcome: "fail" }, {}, {}, {}, {}, {}, {}, {}, {}] },
      ],
    },
  });
});
