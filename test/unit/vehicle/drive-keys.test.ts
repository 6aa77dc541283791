import { expect, test } from "vitest";
import { DriveKeys } from "../../../main/vehicle/drive-keys.ts";

test("arrows are pedals and wheel while they are held, letters choose the gear, other keys are nobody's", () => {
  const keys = new DriveKeys();
  expect([
    keys.key("KeyD", true),
    keys.key("KeyD", false),
    keys.key("ArrowUp", true),
    keys.key("ArrowLeft", true),
    keys.key("ArrowRight", true),
    keys.key("ArrowLeft", false),
    keys.key("ArrowUp", false),
    keys.key("KeyX", true),
  ]).toEqual([
    { gear: "D" },
    {},
    { throttle: 1, brake: 0, steer: 0 },
    { throttle: 1, brake: 0, steer: -1 },
    { throttle: 1, brake: 0, steer: 0 },
    { throttle: 1, brake: 0, steer: 1 },
    { throttle: 0, brake: 0, steer: 1 },
    undefined,
  ]);
});

test("a window that loses its focus lets all keys go", () => {
  const keys = new DriveKeys();
  keys.key("ArrowUp", true);
  expect(keys.release()).toEqual({ throttle: 0, brake: 0, steer: 0 });
  expect(keys.key("ArrowDown", true)).toEqual({ throttle: 0, brake: 1, steer: 0 });
});
