import { expect, test } from "vitest";
import { VkbdModel } from "../../../main/backends/vkbd/vkbd-model.ts";
import type { KbdInEvent } from "../../../protocol/io/kbdif.ts";

const KEY_A = 30;
const KEY_B = 48;
const BTN_LEFT = 0x110;

/** The model over a ring of `room` slots. */
function aModel(room: number) {
  const events: KbdInEvent[] = [];
  const ring = { room };
  const config = {
    keyboard: true,
    pointer: true,
    absPointer: true,
    rawPointer: true,
    multiTouch: true,
    width: 100,
    height: 100,
    touchWidth: 100,
    touchHeight: 100,
    contacts: 10,
  };
  const model = new VkbdModel(config, { absPointer: true, rawPointer: false, multiTouch: true }, (event) => {
    if (ring.room === 0) return false;
    ring.room--;
    events.push(event);
    return true;
  });
  return { model, ring, events };
}

test("a press that was lost is made good while the key is held, and never after", () => {
  const { model, ring, events } = aModel(0);
  model.key(KEY_A, true);
  model.key(KEY_B, true);
  model.key(KEY_B, false);
  ring.room = 10;
  model.settle();
  expect({ events, dropped: model.dropped }).toEqual({ events: [{ kind: "key", pressed: 1, keycode: KEY_A }], dropped: 2 });
});

test("a release that was lost comes before a later press of the same key, and once", () => {
  const { model, ring, events } = aModel(1);
  model.key(KEY_A, true);
  model.key(KEY_A, false); // lost
  ring.room = 10;
  model.key(KEY_A, true);
  model.key(KEY_A, false);
  expect(events.map((event) => event.kind === "key" && event.pressed)).toEqual([1, 0, 1, 0]);
});

test("a press lost while a release is owed comes after that release", () => {
  const { model, ring, events } = aModel(1);
  model.key(KEY_A, true);
  model.key(KEY_A, false); // lost
  model.key(KEY_A, true); // lost
  ring.room = 10;
  model.key(KEY_A, false);
  model.settle();
  expect(events.map((event) => event.kind === "key" && event.pressed)).toEqual([1, 0, 1, 0]);
});

test("a drag whose end was lost ends where it ended, not where the pointer is by then", () => {
  const { model, ring, events } = aModel(2);
  model.pointer(0.1, 0.1, 0);
  model.key(BTN_LEFT, true);
  model.pointer(0.5, 0.5, 0); // lost
  model.key(BTN_LEFT, false); // lost
  model.pointer(0.9, 0.9, 0); // lost
  ring.room = 10;
  model.settle();
  expect(events.slice(2)).toEqual([
    { kind: "position", absX: 50, absY: 50, relZ: 0 },
    { kind: "key", pressed: 0, keycode: BTN_LEFT },
    { kind: "position", absX: 90, absY: 90, relZ: 0 },
  ]);
});

test("a finger's ellipse and angle follow its place, in the touch area's pixels and in degrees from the vertical", () => {
  const { model, events } = aModel(10);
  model.touchDown(1, 0.5, 0.5);
  model.touchShape(1, 0.2, 0.1);
  model.touchOrient(1, 120);
  model.touchShape(1, 0.2, 0.1); // nothing new
  model.touchShape(7, 0.2, 0.1); // no such finger
  model.touchSyn();
  expect(events).toEqual([
    { kind: "touchDown", contactId: 1, absX: 50, absY: 50 },
    { kind: "touchShape", contactId: 1, major: 20, minor: 10 },
    { kind: "touchOrient", contactId: 1, orientation: -60 },
    { kind: "touchSyn", contactId: 0 },
  ]);
});

test("a touch-up that was lost is made good, with a SYN, and its moves are not sent meanwhile", () => {
  const { model, ring, events } = aModel(2);
  model.touchDown(1, 0.5, 0.5);
  model.touchSyn();
  model.touchUp(1); // lost
  model.touchMove(1, 0.6, 0.6);
  ring.room = 10;
  model.settle();
  expect(events.map(({ kind }) => kind)).toEqual(["touchDown", "touchSyn", "touchUp", "touchSyn"]);
});

test("a contact beyond those the guest was told of is not sent", () => {
  const { model, events } = aModel(10);
  model.touchDown(10, 0, 0);
  model.touchMove(10, 0, 0);
  model.touchUp(10);
  expect(events).toEqual([]);
});

test("all that is down is released when the input goes away", () => {
  const { model, events } = aModel(10);
  model.key(KEY_A, true);
  model.touchDown(0, 0, 0);
  events.length = 0;
  model.releaseAll();
  expect(events).toEqual([
    { kind: "key", pressed: 0, keycode: KEY_A },
    { kind: "touchUp", contactId: 0 },
    { kind: "touchSyn", contactId: 0 },
  ]);
});
