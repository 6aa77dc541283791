import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { COLDEST, FAN_STEPS, SEAT_STEPS, WARMEST } from "../../../../renderer/guests/ivi/climate/climate.ts";
import { ZOOM_MAX, ZOOM_MIN } from "../../../../renderer/guests/ivi/map/viewport.ts";
import { Keeper } from "../../../../renderer/guests/ivi/state/keeper.ts";
import { delivered, type Kept, keptKeys, readKept, writeKept } from "../../../../renderer/guests/ivi/state/kept.ts";

type Texts = Readonly<Record<string, string | undefined>>;

const changed: Kept = {
  app: "trip",
  northUp: true,
  zoom: 1.6,
  volume: 10,
  track: 3,
  climate: {
    ...{ driver: 22.222, passenger: 28, driverSeat: 0, passengerSeat: 3, fan: 7 },
    ...{ frontDefrost: true, rearDefrost: true, cooling: true },
  },
};

describe("what is kept", () => {
  test("is read back as it was written", () => {
    expect(readKept(writeKept(changed), delivered)).toEqual(changed);
  });

  test("is as before where a text is missing, foreign or out of bounds", () => {
    const garbage: Texts = {
      ...{ "last-app": "toString", "map-north-up": "yes", "map-scale": "1e9", volume: "11", track: "-1" },
      ...{ "climate-driver": "99", "climate-passenger": "NaN", "climate-fan": "8", "climate-driver-seat": "" },
    };
    expect([readKept({}, changed), readKept(garbage, changed)]).toEqual([changed, changed]);
  });

  test("is in its bounds whatever the texts are", () => {
    const text = fc.oneof(fc.string(), fc.double().map(String), fc.nat(40).map(String), fc.constantFrom("on", "off", "home"));
    fc.assert(
      fc.property(fc.record(Object.fromEntries(keptKeys.map((key) => [key, text])), { requiredKeys: [] }), (texts) => {
        const { zoom, volume, track, climate } = readKept(texts, delivered);
        const bounds: readonly (readonly [number, number, number])[] = [
          ...([
            [zoom, ZOOM_MIN, ZOOM_MAX],
            [volume, 0, 10],
            [track, 0, 5],
          ] as const),
          ...([
            [climate.driver, COLDEST, WARMEST],
            [climate.passenger, COLDEST, WARMEST],
          ] as const),
          ...([
            [climate.driverSeat, 0, SEAT_STEPS],
            [climate.passengerSeat, 0, SEAT_STEPS],
            [climate.fan, 0, FAN_STEPS],
          ] as const),
        ];
        expect(bounds.filter(([value, low, high]) => !(value >= low && value <= high))).toEqual([]);
        expect(climate.cooling && climate.fan === 0).toBe(false);
      }),
    );
  });
});

describe("the keeper", () => {
  let kept: Record<string, string | undefined>;
  let writes: number;
  let tell: (changed: Texts) => void;
  let state: Kept;

  beforeEach(() => {
    kept = {};
    writes = 0;
    state = delivered;
  });

  /** Told what is kept by `start`, as by a kernel that has read it. */
  const aKeeper = (): { keeper: Keeper; start: () => void } => {
    const keeper = new Keeper(
      {
        onChange: (take) => ((tell = take), () => undefined),
        set: (key, value) => {
          writes += 1;
          kept[key] = value;
        },
      },
      { get: () => state, set: (to) => (state = to) },
    );
    return { keeper, start: () => tell({ ...kept }) };
  };

  test("gives back at the start what was kept, and writes nothing of it again", () => {
    kept = { ...writeKept(changed) };
    const { keeper, start } = aKeeper();
    start();
    for (let n = 0; n < 3; n++) keeper.step();
    expect([state, writes]).toEqual([changed, 0]);
  });

  test("stores nothing before it has been told what is kept", () => {
    const { keeper } = aKeeper();
    state = changed;
    for (let n = 0; n < 3; n++) keeper.step();
    expect(writes).toBe(0);
  });

  test("stores what has stopped changing, once", () => {
    const { keeper, start } = aKeeper();
    start();
    for (const zoom of [0.9, 1, 1.1, 1.2, 1.2, 1.2, 1.2]) {
      state = { ...state, zoom };
      keeper.step();
    }
    expect([kept, writes]).toEqual([{ "map-scale": "1.2" }, 1]);
  });

  test("a change that comes from the store later does not move what is in hand", () => {
    const { start } = aKeeper();
    start();
    tell({ volume: "1" });
    expect(state).toEqual(delivered);
  });

  test("a reset forgets everything but the app that is open, and can be undone", () => {
    kept = { ...writeKept(changed), language: "ar", theme: "day" };
    const before = { ...kept };
    const { keeper, start } = aKeeper();
    start();
    keeper.reset();
    const forgotten = Object.values(kept).every((value) => value === undefined);
    expect([state, forgotten, keeper.canUndo, keeper.chosen("language")]).toEqual([{ ...delivered, app: "trip" }, true, true, undefined]);
    keeper.undoReset();
    for (let n = 0; n < 2; n++) keeper.step();
    expect([state, kept, keeper.canUndo]).toMatchObject([changed, before, false]);
  });

  test("a choice for the whole cockpit is stored at once and told to who shows it", () => {
    const { keeper, start } = aKeeper();
    start();
    const seen: unknown[] = [];
    keeper.listen(() => seen.push(keeper.chosen("theme")));
    keeper.choose("theme", "auto");
    tell({ theme: undefined });
    expect([kept, seen]).toEqual([{ theme: "auto" }, ["auto", undefined]]);
  });
});
