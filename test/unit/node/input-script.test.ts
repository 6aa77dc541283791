import { expect, test } from "vitest";
import { evdevTo } from "../../../main/node/backends/evdev.ts";
import { parseInputLine } from "../../../main/node/backends/input-script.ts";

test.each([
  ["wait 500", { kind: "wait", ms: 500 }],
  ["on disp0", { kind: "on", display: "disp0" }],
  ["key 30 1  # KEY_A", { kind: "key", code: 30, pressed: true }],
  ["key 272 0", { kind: "key", code: 272, pressed: false }],
  ["pointer 100 200", { kind: "pointer", x: 100, y: 200, wheel: 0 }],
  ["  pointer 100 200 -1", { kind: "pointer", x: 100, y: 200, wheel: -1 }],
  ["motion -3 2", { kind: "motion", x: -3, y: 2, wheel: 0 }],
  ["touch down 1 5 6", { kind: "touch", phase: "down", contact: 1, x: 5, y: 6 }],
  ["touch move 1 5 7", { kind: "touch", phase: "motion", contact: 1, x: 5, y: 7 }],
  ["touch up 1", { kind: "touch", phase: "up", contact: 1, x: 0, y: 0 }],
  ["", undefined],
  ["# nothing", undefined],
])("%j is read", (text, line) => {
  expect(parseInputLine(text)).toEqual({ ok: true, value: line });
});

test.each([
  ["jump", 'want one of wait, on, key, pointer, motion, touch, got "jump"'],
  ["key A 1", 'want key CODE 0|1, got "key A 1"'],
  ["key 30 2", 'want key CODE 0|1, got "key 30 2"'],
  ["key 30", 'want key CODE 0|1, got "key 30"'],
  ["key 99999 1", 'want key CODE 0|1, got "key 99999 1"'],
  ["pointer -1 0", 'want pointer X Y [WHEEL], got "pointer -1 0"'],
  ["touch down 1", 'want touch down|move CONTACT X Y, or touch up CONTACT, got "touch down 1"'],
  ["touch up 256", 'want touch down|move CONTACT X Y, or touch up CONTACT, got "touch up 256"'],
  ["wait", 'want wait MILLISECONDS, got "wait"'],
  ["on", 'want on UNIQUE-ID, got "on"'],
])("%j is refused in words of what was wanted and what came", (text, error) => {
  expect(parseInputLine(text)).toEqual({ ok: false, error });
});

/** struct input_event of this machine. */
function event(type: number, code: number, value: number): Buffer {
  const time = process.arch === "arm" ? 8 : 16;
  const octets = Buffer.alloc(time + 8);
  octets.writeUInt16LE(type, time);
  octets.writeUInt16LE(code, time + 2);
  octets.writeInt32LE(value, time + 4);
  return octets;
}

test("a mouse's motion is one for all that came before its SYN, wherever the octets are cut; repeats are left to the guest", () => {
  const told: unknown[] = [];
  const take = evdevTo({ key: (...of) => told.push(["key", ...of]), motion: (...of) => told.push(["motion", ...of]) }, "disp0");
  const octets = Buffer.concat([
    event(2, 0, 3),
    event(2, 1, -2),
    event(2, 8, 1),
    event(0, 0, 0),
    event(1, 30, 1),
    event(1, 30, 2),
    event(1, 30, 0),
    event(0, 0, 0),
  ]);
  for (let at = 0; at < octets.length; at += 7) take(octets.subarray(at, at + 7));
  expect(told).toEqual([
    ["motion", "disp0", 3, -2, 1],
    ["key", "disp0", 30, true],
    ["key", "disp0", 30, false],
  ]);
});
