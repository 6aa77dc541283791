import { expect, test } from "vitest";
import { CandumpReader } from "../../../main/vehicle/candump.ts";
import { formatTextProblem } from "../../../main/vehicle/text-problem.ts";

function readAll(chunks: readonly string[]): { frames: string[]; problems: string[]; reader: CandumpReader } {
  const problems: string[] = [];
  const reader = new CandumpReader("drive.log", (problem) => problems.push(formatTextProblem(problem)));
  const frames: string[] = [];
  const drain = (): void => {
    for (let frame = reader.next(); frame; frame = reader.next()) {
      const id = frame.id.toString(16) + (frame.extended ? "x" : "");
      frames.push([frame.at, frame.bus, id, frame.kind, Buffer.from(frame.data).toString("hex")].join(" "));
    }
  };
  for (const chunk of chunks) {
    reader.feed(new TextEncoder().encode(chunk));
    drain();
  }
  reader.end();
  drain();
  return { frames, problems, reader };
}

test("every form that candump writes is read", () => {
  const { frames, problems } = readAll([
    [
      "(1700000000.123456) can0 100#401F82500000FFFF",
      "(1700000000.133456) can0 18FEF1FE#0011",
      "(1700000000.143456) can0 123#R8",
      "(1700000000.143457) can0 123#R",
      "(1700000000.153456) can1 123##1112233",
      "(1700000000.163456) can0 200#1388F00000000000_E",
      "(1700000000.173456) can0 20000004#0004000000000000",
      "(0000000001.000000500) vcan12 123#",
      "(1700000000.183456) can0 123#11.22.33 R",
      "(1700000000.183456) can0 7FF#aB T\r",
      "",
    ].join("\n"),
  ]);
  expect(problems).toEqual([]);
  expect(frames).toEqual([
    "1700000000123.456 can0 100 data 401f82500000ffff",
    "1700000000133.456 can0 18fef1fex data 0011",
    "1700000000143.456 can0 123 remote ",
    "1700000000143.457 can0 123 remote ",
    "1700000000153.456 can1 123 fd 112233",
    "1700000000163.456 can0 200 data 1388f00000000000",
    "1700000000173.456 can0 4x error 0004000000000000",
    "1000.0005 vcan12 123 data ",
    "1700000000183.456 can0 123 data 112233",
    "1700000000183.456 can0 7ff data ab",
  ]);
});

test("a bad line is reported as file:line with what was wanted, is counted, and the log goes on", () => {
  const { frames, problems, reader } = readAll([
    [
      "(1.000000) can0 100#00",
      "# a comment",
      "(1.00000) can0 100#00",
      "(1.000000) can0 10#00",
      "(1.000000) can0 FFF#00",
      "(1.000000) can0 100#0",
      "(1.000000) can0 100#001122334455667788",
      "(1.000000) can0 100#00 X",
      "(1.000000) can0 100#R9",
      "(1.000000) can0 45123#81:00:12345678#112233",
      "(2.000000) can0 100#01",
    ].join("\n"),
  ]);
  expect(problems).toEqual([
    'drive.log:2: want "(seconds.fraction)" first, got "# a comment"',
    'drive.log:3: want 6 or 9 decimals and a closing bracket in the time, got "(1.00000) can0 100#00"',
    'drive.log:4: want an id of 3 or 8 hexadecimal digits, got "(1.000000) can0 10#00"',
    'drive.log:5: want an id of at most 7FF or 1FFFFFFF, got "(1.000000) can0 FFF#00"',
    'drive.log:6: want two hexadecimal digits an octet, got "(1.000000) can0 100#0"',
    'drive.log:7: want at most 8 octets of data, got "(1.000000) can0 100#001122334455667788"',
    'drive.log:8: want hexadecimal data and nothing behind it, got "(1.000000) can0 100#00 X"',
    'drive.log:9: want a remote frame\'s length from 0 to 8, got "(1.000000) can0 100#R9"',
    'drive.log:10: CAN XL frames are not read: want CAN or CAN FD, got "(1.000000) can0 45123#81:00:12345678#112233"',
  ]);
  expect([frames.length, reader.lines, reader.badLines]).toEqual([2, 11, 9]);
});

test("frames are the same however the log is cut into chunks", () => {
  const log = "(1.000000) can0 100#0011\n(2.000000) can1 101#2233\n(3.000000) can0 18FEF1FE#44";
  for (let size = 1; size < log.length; size += 3) {
    const chunks = log.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
    expect(readAll(chunks).frames).toEqual(readAll([log]).frames);
  }
  expect(readAll([log]).frames).toHaveLength(3);
});

test("a file without line ends costs one report, not its size in memory", () => {
  const { frames, problems } = readAll(["x".repeat(5000), "x".repeat(5000), "\n(1.000000) can0 100#00\n"]);
  expect(problems).toEqual(["drive.log:1: want a line of at most 1024 characters"]);
  expect(frames).toHaveLength(1);
});
