import { expect, test } from "vitest";
import { Seat, type SeatPort, type SeatRoute } from "../../../main/displays/seat.ts";

const displays = [
  { uniqueId: "cluster0", width: 1920, height: 720 },
  { uniqueId: "ivi0", width: 1280, height: 800 },
];
const everythingOn = (uniqueId: string): SeatRoute => ({ keyboard: uniqueId, pointer: uniqueId, touch: uniqueId });

/** A device that writes down what it is told. */
function aPort(): { readonly told: unknown[]; readonly port: SeatPort } {
  const told: unknown[] = [];
  const tell =
    (name: string) =>
    (...args: unknown[]): void =>
      void told.push([name, ...args]);
  return {
    told,
    port: {
      key: tell("key"),
      motion: tell("motion"),
      pointer: tell("pointer"),
      touchDown: tell("down"),
      touchMove: tell("move"),
      touchShape: tell("shape"),
      touchOrient: tell("orient"),
      touchUp: tell("up"),
      touchSyn: tell("syn"),
    },
  };
}

test("what happens on a display goes to the device that is routed there, and to no other", () => {
  const seat = new Seat(displays);
  const [cluster, ivi] = [aPort(), aPort()];
  seat.attach(everythingOn("cluster0"), cluster.port);
  seat.attach(everythingOn("ivi0"), ivi.port);
  seat.key("ivi0", 28, true);
  seat.pointer("ivi0", 320, 200, 2);
  seat.touch("ivi0", "down", 3, 640, 800);
  expect({ cluster: cluster.told, ivi: ivi.told }).toEqual({
    cluster: [],
    ivi: [["key", 28, true], ["pointer", 0.25, 0.25, 2], ["down", 3, 0.5, 1], ["syn"]],
  });
});

test("each change of a contact ends its frame", () => {
  const seat = new Seat(displays);
  const ivi = aPort();
  seat.attach(everythingOn("ivi0"), ivi.port);
  for (const phase of ["down", "motion", "up"] as const) seat.touch("ivi0", phase, 1, 1280, 0);
  expect(ivi.told).toEqual([["down", 1, 1, 0], ["syn"], ["move", 1, 1, 0], ["syn"], ["up", 1], ["syn"]]);
});

test("a device takes keys, pointer and touches from different displays", () => {
  const seat = new Seat(displays);
  const { told, port } = aPort();
  seat.attach({ keyboard: "cluster0", pointer: "ivi0", touch: undefined }, port);
  for (const { uniqueId } of displays) {
    seat.key(uniqueId, 30, true);
    seat.pointer(uniqueId, 0, 0, 0);
    seat.touch(uniqueId, "down", 0, 0, 0);
  }
  expect(told).toEqual([
    ["key", 30, true],
    ["pointer", 0, 0, 0],
  ]);
});

test.each([
  [0xff, "keyboard"],
  [0x100, "pointer"],
  [0x110, "pointer"],
  [0x15f, "pointer"],
  [0x160, "keyboard"],
] as const)("code %i belongs to the %s", (code, role) => {
  const seat = new Seat(displays);
  const { told, port } = aPort();
  seat.attach({ keyboard: undefined, pointer: undefined, touch: undefined, [role]: "ivi0" }, port);
  seat.key("ivi0", code, true);
  expect(told).toEqual([["key", code, true]]);
});

test("two devices on one display both hear", () => {
  const seat = new Seat(displays);
  const [one, other] = [aPort(), aPort()];
  for (const { port } of [one, other]) seat.attach(everythingOn("ivi0"), port);
  seat.key("ivi0", 1, true);
  expect([one.told, other.told]).toEqual([[["key", 1, true]], [["key", 1, true]]]);
});

test("a device that is closed, even twice, hears nothing more, and the same port attached again is another device", () => {
  const seat = new Seat(displays);
  const { told, port } = aPort();
  const first = seat.attach(everythingOn("ivi0"), port);
  seat.attach(everythingOn("ivi0"), port);
  first.close();
  first.close();
  seat.key("ivi0", 1, true);
  expect(told).toEqual([["key", 1, true]]);
});

test("a display that dom0 does not have is nobody's, and has no size", () => {
  const seat = new Seat(displays);
  const { told, port } = aPort();
  seat.attach(everythingOn("rear0"), port);
  seat.pointer("rear0", 1, 1, 0);
  seat.touch("rear0", "down", 0, 1, 1);
  expect([told, seat.size("rear0"), seat.size("ivi0")]).toEqual([[], undefined, displays[1]]);
});

test.each([
  ["stands", [10, 20, 30], 30],
  ["lies", [20, 10, 30], 120],
] as const)(
  "a finger whose ellipse %s is told by its axes, in fractions of the display's width, within its frame",
  (_how, ellipse, degrees) => {
    const seat = new Seat(displays);
    const ivi = aPort();
    seat.attach(everythingOn("ivi0"), ivi.port);
    seat.touch("ivi0", "down", 3, 640, 400, ellipse);
    seat.touch("ivi0", "up", 3, 640, 400, ellipse);
    expect(ivi.told).toEqual([
      ["down", 3, 0.5, 0.5],
      ["shape", 3, 40 / 1280, 20 / 1280],
      ["orient", 3, degrees],
      ["syn"],
      ["up", 3],
      ["syn"],
    ]);
  },
);

test("a mouse that knows no display moves the pointer of whoever is routed to its display", () => {
  const seat = new Seat(displays);
  const [cluster, ivi] = [aPort(), aPort()];
  seat.attach(everythingOn("cluster0"), cluster.port);
  seat.attach(everythingOn("ivi0"), ivi.port);
  seat.motion("ivi0", 3, -2, 1);
  expect([cluster.told, ivi.told]).toEqual([[], [["motion", 3, -2, 1]]]);
});

test("a display that comes later has its pixels, and one that comes again its new size", () => {
  const seat = new Seat([]);
  const { told, port } = aPort();
  seat.attach(everythingOn("disp0"), port);
  seat.pointer("disp0", 10, 10, 0);
  seat.add({ uniqueId: "disp0", width: 100, height: 200 });
  seat.pointer("disp0", 10, 10, 0);
  seat.add({ uniqueId: "disp0", width: 10, height: 20 });
  seat.pointer("disp0", 10, 10, 0);
  expect(told).toEqual([
    ["pointer", 0.1, 0.05, 0],
    ["pointer", 1, 0.5, 0],
  ]);
});
