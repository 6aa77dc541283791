import type { WebContents } from "electron";
import { expect, test } from "vitest";
import { Injector } from "../../../main/electron/injection.ts";
import type { KbdInEvent } from "../../../protocol/io/kbdif.ts";

/** What an injector sends by DevTools for these events. */
function touchesOf(events: readonly KbdInEvent[]): readonly unknown[] {
  const sent: unknown[] = [];
  const devtools = {
    isAttached: () => true,
    sendCommand: (_name: string, { type, touchPoints }: { type: string; touchPoints: unknown }) => {
      sent.push([type, touchPoints]);
      return Promise.resolve();
    },
  };
  // The injector uses no more of it for touch.
  const contents = { isDestroyed: () => false, debugger: devtools } as unknown as WebContents;
  const injector = new Injector(contents, () => 0);
  for (const event of events) injector.take(event);
  return sent;
}

const syn = { kind: "touchSyn", contactId: 0 } as const;

test("a finger is put down, moved and lifted, a DevTools call a frame, with its ellipse", () => {
  const touches = touchesOf([
    { kind: "touchDown", contactId: 1, absX: 10, absY: 20 },
    { kind: "touchShape", contactId: 1, major: 16, minor: 10 },
    { kind: "touchOrient", contactId: 1, orientation: 30 },
    syn,
    { kind: "touchMotion", contactId: 1, absX: 11, absY: 20 },
    { kind: "touchShape", contactId: 1, major: 18, minor: 10 },
    syn,
    { kind: "touchUp", contactId: 1 },
    syn,
  ]);
  expect(touches).toEqual([
    ["touchStart", [{ id: 1, x: 10, y: 20, radiusX: 5, radiusY: 8, rotationAngle: 30 }]],
    ["touchMove", [{ id: 1, x: 11, y: 20, radiusX: 5, radiusY: 9, rotationAngle: 30 }]],
    ["touchEnd", []],
  ]);
});

test("a frame in which one finger goes and another comes is two calls, in that order; an empty one is none", () => {
  const touches = touchesOf([
    { kind: "touchDown", contactId: 1, absX: 10, absY: 20 },
    syn,
    syn,
    { kind: "touchUp", contactId: 1 },
    { kind: "touchDown", contactId: 2, absX: 30, absY: 40 },
    syn,
  ]);
  expect(touches).toEqual([
    ["touchStart", [{ id: 1, x: 10, y: 20 }]],
    ["touchEnd", []],
    ["touchStart", [{ id: 2, x: 30, y: 40 }]],
  ]);
});
