/** A guest that reads when it likes: whatever it missed, once it has read all it believes what is true. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { VkbdModel } from "../../../main/backends/vkbd/vkbd-model.ts";
import type { KbdInEvent } from "../../../protocol/io/kbdif.ts";

const SIZE = 1000;
const BTN_LEFT = 0x110;
const codes = [30, 31, BTN_LEFT, BTN_LEFT + 1];
const contacts = [0, 1, 2];

type Act =
  | { readonly do: "key"; readonly code: number; readonly pressed: boolean }
  | { readonly do: "pointer"; readonly x: number; readonly y: number }
  | { readonly do: "motion" }
  | { readonly do: "down" | "move" | "up" | "shape" | "orient"; readonly contact: number; readonly x: number; readonly y: number }
  | { readonly do: "syn" }
  /** The guest takes so many events, and notifies. */
  | { readonly do: "read"; readonly count: number };

const fraction = fc.nat(99).map((n) => n / 100);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constant("key" as const), code: fc.constantFrom(...codes), pressed: fc.boolean() }),
  fc.record({ do: fc.constant("pointer" as const), x: fraction, y: fraction }),
  fc.record({ do: fc.constant("motion" as const) }),
  fc.record({
    do: fc.constantFrom("down" as const, "move" as const, "up" as const, "shape" as const, "orient" as const),
    contact: fc.constantFrom(...contacts),
    x: fraction,
    y: fraction,
  }),
  fc.record({ do: fc.constant("syn" as const) }),
  fc.record({ do: fc.constant("read" as const), count: fc.nat(4) }),
);

interface Finger {
  absX: number;
  absY: number;
  shape?: readonly [number, number];
  orientation?: number;
}

/** What is pressed and touched, by whoever's account. */
class World {
  readonly keys = new Set<number>();
  readonly fingers = new Map<number, Finger>();
  place: readonly [number, number] | undefined;
  /** Touch events since the last SYN. */
  open = false;
  readonly impossible: string[] = [];

  state(): unknown {
    const sorted = <T>(all: Iterable<readonly [number, T]>) => [...all].sort(([a], [b]) => a - b);
    return { keys: [...this.keys].sort(), fingers: sorted(this.fingers), place: this.place };
  }

  /** As the guest's kernel takes it. */
  hear(event: KbdInEvent): void {
    this.open = event.kind.startsWith("touch") ? event.kind !== "touchSyn" : this.open;
    const finger = "contactId" in event ? this.fingers.get(event.contactId) : undefined;
    switch (event.kind) {
      case "key":
        if (this.keys.has(event.keycode) === (event.pressed === 1)) this.impossible.push(`key ${event.keycode} twice ${event.pressed}`);
        if (event.pressed === 1) this.keys.add(event.keycode);
        else this.keys.delete(event.keycode);
        return;
      case "position":
        this.place = [event.absX, event.absY];
        return;
      case "touchDown":
        if (finger) this.impossible.push(`down of ${event.contactId}, which is down`);
        this.fingers.set(event.contactId, { absX: event.absX, absY: event.absY });
        return;
      case "motion":
      case "touchSyn":
        return;
      case "touchUp":
      case "touchMotion":
      case "touchShape":
      case "touchOrient":
        if (finger) this.#change(finger, event);
        else this.impossible.push(`${event.kind} of ${event.contactId}, which is not down`);
    }
  }

  #change(finger: Finger, event: KbdInEvent): void {
    if (event.kind === "touchUp") this.fingers.delete(event.contactId);
    if (event.kind === "touchMotion") Object.assign(finger, { absX: event.absX, absY: event.absY });
    if (event.kind === "touchShape") finger.shape = [event.major, event.minor];
    if (event.kind === "touchOrient") finger.orientation = event.orientation;
  }
}

const config = {
  keyboard: true,
  pointer: true,
  absPointer: true,
  rawPointer: true,
  multiTouch: true,
  width: SIZE,
  height: SIZE,
  touchWidth: SIZE,
  touchHeight: SIZE,
  contacts: 10,
};

const px = (n: number): number => Math.round(n * SIZE);

function perform(acted: Act, model: VkbdModel, truth: World): void {
  switch (acted.do) {
    case "key":
      model.key(acted.code, acted.pressed);
      if (acted.pressed) truth.keys.add(acted.code);
      else truth.keys.delete(acted.code);
      return;
    case "pointer":
      model.pointer(acted.x, acted.y, 1);
      truth.place = [px(acted.x), px(acted.y)];
      return;
    case "motion":
      return model.motion(1, 1, 0);
    case "syn":
      return model.touchSyn();
    case "read":
      return;
    case "down":
    case "move":
    case "up":
    case "shape":
    case "orient":
      return touch(acted, model, truth);
  }
}

function touch(acted: Extract<Act, { contact: number }>, model: VkbdModel, truth: World): void {
  const { contact, x, y } = acted;
  const finger = truth.fingers.get(contact);
  if (acted.do === "down") {
    model.touchDown(contact, x, y);
    truth.fingers.set(contact, { ...finger, absX: px(x), absY: px(y) });
  } else if (acted.do === "up") {
    model.touchUp(contact);
    truth.fingers.delete(contact);
  } else if (acted.do === "move") {
    model.touchMove(contact, x, y);
    if (finger) Object.assign(finger, { absX: px(x), absY: px(y) });
  } else if (acted.do === "shape") {
    model.touchShape(contact, x, y);
    if (finger) finger.shape = [px(x), px(y)];
  } else {
    model.touchOrient(contact, x * 90);
    if (finger) finger.orientation = Math.round(x * 90);
  }
}

test("once it has read all, a guest believes what is pressed, where the pointer is and which fingers are down; on the way it hears nothing impossible", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.array(act, { maxLength: 60 }), (slots, acts) => {
      const ring: KbdInEvent[] = [];
      const guest = new World();
      const truth = new World();
      const model = new VkbdModel(config, { absPointer: true, rawPointer: false, multiTouch: true }, (event) => {
        if (ring.length >= slots) return false;
        ring.push(event);
        return true;
      });
      const read = (count: number): void => {
        for (const event of ring.splice(0, count)) guest.hear(event);
        if (count > 0) model.settle();
      };
      for (const acted of acts) {
        perform(acted, model, truth);
        if (acted.do === "read") read(acted.count);
      }
      model.touchSyn();
      for (let i = 0; i < 100; i++) read(slots);
      expect({ ...(guest.state() as object), open: guest.open, impossible: guest.impossible, behind: !model.settle() }).toEqual({
        ...(truth.state() as object),
        open: false,
        impossible: [],
        behind: false,
      });
    }),
    { numRuns: 1000 },
  );
});
