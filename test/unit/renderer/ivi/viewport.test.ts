import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textTurn } from "../../../../renderer/guests/ivi/map/labels.ts";
import { gesture } from "../../../../renderer/guests/ivi/map/pinch.ts";
import { panned, toScreen, toTown, type Viewport, ZOOM_MAX, zoomed } from "../../../../renderer/guests/ivi/map/viewport.ts";

const view: Viewport = { centre: { x: 100, y: 50 }, up: 0, zoom: 2, anchor: { x: 360, y: 400 } };
const coordinate = fc.double({ min: -3000, max: 3000, noNaN: true });
const anyPoint = fc.record({ x: coordinate, y: coordinate });
const anyView: fc.Arbitrary<Viewport> = fc.record({
  centre: anyPoint,
  up: fc.double({ min: 0, max: 360, noNaN: true }),
  zoom: fc.double({ min: 0.1, max: 2.5, noNaN: true }),
  anchor: anyPoint,
});

describe("a viewport", () => {
  test("puts its centre under the anchor, north up and east right, and east up when the car drives east", () => {
    expect(toScreen(view, { x: 100, y: 50 })).toEqual({ x: 360, y: 400 });
    expect(toScreen(view, { x: 110, y: 60 })).toEqual({ x: 380, y: 380 });
    const east = toScreen({ ...view, up: 90 }, { x: 110, y: 50 });
    expect([Math.round(east.x), Math.round(east.y)]).toEqual([360, 380]);
  });

  test("finds the way back from the screen to the town", () => {
    fc.assert(
      fc.property(anyView, anyPoint, (any, p) => {
        const back = toTown(any, toScreen(any, p));
        expect(Math.hypot(back.x - p.x, back.y - p.y)).toBeLessThan(1e-6);
      }),
    );
  });

  test("keeps what a finger holds under the finger, panned or zoomed about it", () => {
    fc.assert(
      fc.property(anyView, anyPoint, anyPoint, fc.double({ min: 0.5, max: 2, noNaN: true }), (any, from, to, factor) => {
        const held = toTown(any, from);
        const after = toScreen(panned(any, from, to), held);
        expect(Math.hypot(after.x - to.x, after.y - to.y)).toBeLessThan(1e-5);
        const grown = toScreen(zoomed(any, factor, from), held);
        expect(Math.hypot(grown.x - from.x, grown.y - from.y)).toBeLessThan(1e-5);
      }),
    );
  });
});

describe("a gesture", () => {
  const two = new Map([
    [1, { x: 300, y: 400 }],
    [2, { x: 420, y: 400 }],
  ]);

  test("of two fingers that part zooms by as much as they part, about the middle between them", () => {
    const after = gesture({ ...view, zoom: 1 }, two, 2, { x: 480, y: 400 });
    expect(after.zoom).toBeCloseTo(1.5, 9);
    expect(toScreen(after, toTown({ ...view, zoom: 1 }, { x: 360, y: 400 })).x).toBeCloseTo(390, 6);
  });

  test("of one finger drags without zooming", () => {
    const after = gesture(view, new Map([[7, { x: 10, y: 10 }]]), 7, { x: 30, y: 10 });
    expect(after).toEqual({ ...view, centre: { x: 90, y: 50 } });
  });

  test("of a third finger, or of one that never came down, does nothing", () => {
    const three = new Map([...two, [3, { x: 0, y: 0 }]]);
    expect(gesture(view, three, 3, { x: 99, y: 99 })).toBe(view);
    expect(gesture(view, two, 9, { x: 99, y: 99 })).toBe(view);
  });

  test("cannot throw the zoom out of its limits, nor leap where two fingers meet", () => {
    expect(gesture(view, two, 2, { x: 9000, y: 400 }).zoom).toBe(ZOOM_MAX);
    expect(gesture(view, two, 2, { x: 301, y: 400 }).zoom).toBe(view.zoom);
  });
});

test("a street's name is never upside down", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 360, noNaN: true }), fc.double({ min: 0, max: 360, noNaN: true }), (street, up) => {
      expect(Math.abs(textTurn(street, up))).toBeLessThanOrEqual(90);
    }),
  );
});
