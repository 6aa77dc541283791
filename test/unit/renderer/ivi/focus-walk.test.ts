import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Box, nextFocus } from "../../../../renderer/guests/ivi/shell/focus-walk.ts";

const box = (left: number, top: number, width = 80, height = 80): Box => ({ left, top, right: left + width, bottom: top + height });

describe("the focus", () => {
  test("moves to the nearest box in the direction, and stays where there is none", () => {
    const boxes = [box(100, 0), box(200, 0), box(0, 100)];
    expect(nextFocus(boxes, box(0, 0), "right")).toBe(0);
    expect(nextFocus(boxes, box(0, 0), "down")).toBe(2);
    expect(nextFocus(boxes, box(0, 0), "left")).toBeUndefined();
    expect(nextFocus(boxes, box(0, 0), "up")).toBeUndefined();
  });

  test("prefers a farther box straight ahead to a nearer one aside", () => {
    expect(nextFocus([box(100, 120), box(260, 10)], box(0, 0), "right")).toBe(1);
  });

  test("reaches what lies aside when nothing lies ahead", () => {
    expect(nextFocus([box(100, 300)], box(0, 0), "right")).toBe(0);
  });

  test("walks on by the middles where boxes overlap", () => {
    expect(nextFocus([box(40, 0)], box(0, 0), "right")).toBe(0);
  });

  test("never answers a box behind, whatever the boxes", () => {
    const any = fc.tuple(fc.nat(1000), fc.nat(700), fc.integer({ min: 10, max: 300 }), fc.integer({ min: 10, max: 300 }));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), any, (raw, from) => {
        const boxes = raw.map(([left, top, width, height]) => box(left, top, width, height));
        const present = box(...from);
        const next = nextFocus(boxes, present, "right");
        if (next !== undefined) expect(boxes[next]!.left + boxes[next]!.right).toBeGreaterThan(present.left + present.right);
      }),
    );
  });
});
