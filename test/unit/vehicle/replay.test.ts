import { expect, test } from "vitest";
import { Log, type LogRecord } from "../../../main/log/log.ts";
import { SignalStore } from "../../../main/vehicle/signal-store.ts";
import { type Drive, type DriveOptions, startDrive } from "../../../main/vehicle/source.ts";
import { formatTextProblem } from "../../../main/vehicle/text-problem.ts";
import { seededDice, VirtualTime } from "./virtual-time.ts";

const dbc = { name: "car.dbc", text: 'BU_: X\nBO_ 256 A: 1 X\n SG_ Speed : 0|8@1+ (1,0) [0|0] "" X\n' };
const mapping = { name: "signals.yaml", text: "signals:\n  Vehicle.Speed: { timeoutMs: 300, from: [{ dbc: A.Speed }] }\n" };
const text = (...lines: readonly string[]): Uint8Array => new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
const line = (seconds: number, speed: number): string => `(${seconds.toFixed(6)}) can0 100#${speed.toString(16).padStart(2, "0")}`;

function start(
  open: () => AsyncIterable<Uint8Array>,
  over: Partial<DriveOptions & { source: "replay" }> = {},
): {
  drive: Drive;
  time: VirtualTime;
  speed: () => number | undefined;
  records: LogRecord[];
} {
  const time = new VirtualTime(1000);
  const store = new SignalStore();
  const records: LogRecord[] = [];
  const log = new Log(() => time.now(), (record) => records.push(record)); // prettier-ignore
  const drive = startDrive(
    { source: "replay", log: { name: "drive.log", open }, dbcs: [dbc], mapping, ...over },
    { timers: time, dice: seededDice(1), store, log },
  );
  if (!drive.ok) throw new Error(drive.error.map(formatTextProblem).join("\n"));
  return { drive: drive.value, time, speed: () => store.read("Vehicle.Speed"), records };
}

async function* from(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

test("a silent bus makes values stale, although no frame comes to tell", async () => {
  const { time, speed } = start(() => from(text(line(1, 10), line(3, 20))));
  await time.advanceAsync(200);
  expect(speed()).toBe(10);
  await time.advanceAsync(400);
  expect(speed()).toBeUndefined();
  await time.advanceAsync(1410);
  expect(speed()).toBe(20);
});

test("a machine that slept goes on where the drive was, it does not hurry after the clock", async () => {
  const lines = Array.from({ length: 100 }, (_, i) => line(1 + i / 10, i));
  const { time, speed } = start(() => from(text(...lines)));
  await time.advanceAsync(1000);
  expect(speed()).toBe(10);
  time.sleep(60_000);
  await time.advanceAsync(500);
  expect(speed()).toBe(16);
});

test("a log whose time runs backwards goes on", async () => {
  const { time, speed } = start(() => from(text(line(50, 1), line(50.1, 2), line(7, 3), line(7.2, 4))));
  await time.advanceAsync(110);
  expect(speed()).toBe(3);
  await time.advanceAsync(210);
  expect(speed()).toBe(4);
});

test("a chunk that is late delays the drive, and a stopped drive takes no more of them", async () => {
  const waiting: ((chunk: Uint8Array) => void)[] = [];
  async function* slow(): AsyncGenerator<Uint8Array> {
    for (;;) yield await new Promise<Uint8Array>((resolve) => waiting.push(resolve));
  }
  const { drive, time, speed } = start(slow);
  await time.advanceAsync(5000);
  expect([drive.status().positionMs, speed()]).toEqual([0, undefined]);
  waiting.shift()?.(text(line(1, 10)));
  await time.advanceAsync(100);
  expect(speed()).toBe(10);
  drive.stop();
  drive.stop();
  waiting.shift()?.(text(line(1.05, 20)));
  await time.advanceAsync(100);
  expect([speed(), time.pending, drive.status()]).toMatchObject([10, 0, { state: "stopped" }]);
});

test("a log that cannot be read fails with one error record", async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield text(line(1, 10));
    throw new Error("EIO");
  }
  const { drive, time, records } = start(broken);
  await time.advanceAsync(1000);
  expect(drive.status()).toMatchObject({ state: "failed", frames: 1 });
  expect(records.filter(({ level }) => level === "error")).toMatchObject([
    { msg: "the drive log could not be read", data: { name: "drive.log" } },
  ]);
});

test("bad lines are counted, the first twenty are shown, and a log of nothing else ends instead of looping for ever", async () => {
  const { drive, time, records } = start(() => from(text(...Array.from({ length: 100 }, () => "not candump"))), { loop: true });
  await time.advanceAsync(1000);
  expect(drive.status()).toMatchObject({ state: "ended", badLines: 100, loops: 0 });
  const shown = records.filter(({ msg }) => msg === "a line of the drive log was passed over");
  expect([shown.length, shown[1]?.data]).toEqual([20, { where: 'drive.log:2: want "(seconds.fraction)" first, got "not candump"' }]);
});

test("problems of all files come together and nothing starts", () => {
  const time = new VirtualTime();
  const opened: string[] = [];
  const open = (): AsyncIterable<Uint8Array> => (opened.push("opened"), from());
  const files = { dbcs: [{ name: "bad.dbc", text: "BO_ x\n" }], mapping: { name: "bad.yaml", text: "signals: 3\n" } };
  const drive = startDrive(
    { source: "replay", log: { name: "drive.log", open }, ...files },
    { timers: time, dice: seededDice(1), store: new SignalStore(), log: new Log(() => 0, () => undefined) },
  ); // prettier-ignore
  expect(drive.ok ? [] : drive.error.map(formatTextProblem)).toEqual([
    'bad.dbc:1: want a message\'s id, got "x"',
    "bad.yaml:1: signals: want record, got 3",
  ]);
  expect([opened, time.pending]).toEqual([[], 0]);
});
