import { describe, expect, test } from "vitest";
import { gearName, tyreIsLow } from "../../../../renderer/guests/ivi/car/body-state.ts";
import {
  type Climate,
  fanBy,
  nextSeatHeat,
  startingClimate,
  toggleCooling,
  toggleFrontDefrost,
  warmer,
} from "../../../../renderer/guests/ivi/climate/climate.ts";
import { ANSWER_MS, callOn, dial, ENDED_MS, hangUp, noCall, toggleMute } from "../../../../renderer/guests/ivi/phone/call.ts";
import { contactOf } from "../../../../renderer/guests/ivi/phone/contacts.ts";
import { driverLock } from "../../../../renderer/guests/ivi/state/driver-lock.ts";
import { averageSpeed, recordTrip, SAMPLES, startingTrip } from "../../../../renderer/guests/ivi/state/trip.ts";

describe("the climate", () => {
  test("in Fahrenheit changes by whole degrees of that scale, within the same bounds", () => {
    const shown = (celsius: number): number => Math.round(celsius * 1.8 + 32);
    let climate: Climate = { ...startingClimate, driver: 16 };
    const seen = Array.from({ length: 24 }, () => shown((climate = warmer(climate, "driver", 1, "F")).driver));
    expect(seen).toEqual([...Array.from({ length: 21 }, (_, n) => 62 + n), 82, 82, 82]);
  });

  test("changes one seat's temperature by half degrees, within 16 and 28", () => {
    expect(warmer(startingClimate, "driver", 1)).toEqual({ ...startingClimate, driver: 22 });
    expect(warmer(startingClimate, "passenger", -99).passenger).toBe(16);
    expect(warmer(startingClimate, "driver", 99).driver).toBe(28);
  });

  test("steps seat heating from off over high to low and off again", () => {
    let climate: Climate = { ...startingClimate, driverSeat: 0 };
    const levels = [1, 2, 3, 4].map(() => (climate = nextSeatHeat(climate, "driver")).driverSeat);
    expect(levels).toEqual([3, 2, 1, 0]);
  });

  test("stops cooling with the fan, and starts the fan with cooling", () => {
    const off = fanBy(startingClimate, -99);
    expect(off).toMatchObject({ fan: 0, cooling: false });
    expect(toggleCooling(off)).toMatchObject({ fan: 1, cooling: true });
    expect(fanBy(off, 99).fan).toBe(7);
  });

  test("clears the windscreen with dry air and a strong fan", () => {
    const dry = toggleFrontDefrost({ ...startingClimate, fan: 1, cooling: false });
    expect(dry).toMatchObject({ frontDefrost: true, fan: 6, cooling: true });
    expect(toggleFrontDefrost(dry)).toEqual({ ...dry, frontDefrost: false });
  });
});

describe("the driver lock", () => {
  test("closes above 5 km/h, forwards and in reverse, and opens again below 4", () => {
    expect(driverLock("open", 5)).toBe("open");
    expect(driverLock("open", 5.1)).toBe("moving");
    expect(driverLock("open", -8)).toBe("moving");
    expect(driverLock("moving", 4.5)).toBe("moving");
    expect(driverLock("moving", 3.9)).toBe("open");
  });

  test("is closed when nobody knows whether the car moves", () => {
    expect(driverLock("open", undefined)).toBe("unknown");
    expect(driverLock("unknown", 0)).toBe("open");
  });
});

describe("a call", () => {
  test("is answered after a while, counts from there, and its end stays to be read", () => {
    const talking = callOn(dial("1"), ANSWER_MS + 200);
    expect(talking).toMatchObject({ kind: "talking", elapsed: 200, muted: false });
    const ended = hangUp(callOn(talking, 1000));
    expect(ended).toMatchObject({ kind: "ended", talked: 1200 });
    expect(callOn(ended, ENDED_MS)).toEqual(noCall);
  });

  test("can be muted while talking and not before", () => {
    expect(toggleMute(dial("1"))).toMatchObject({ kind: "dialling" });
    expect(toggleMute(callOn(dial("1"), ANSWER_MS))).toMatchObject({ muted: true });
  });

  test("that was not answered has not been talked", () => {
    expect(hangUp(dial("1"))).toMatchObject({ kind: "ended", talked: 0 });
    expect(hangUp(noCall)).toBe(noCall);
  });

  test("to a known number knows the name, however it was typed", () => {
    expect(contactOf("015228817386")?.name).toBe("Mira");
    expect(contactOf("42")).toBeUndefined();
  });
});

describe("the car's figures", () => {
  test("name the gear as the lever shows it", () => {
    expect(
      [
        [126, 0],
        [-1, -1],
        [0, 0],
        [127, 4],
        [127, 0],
        [3, 3],
        [undefined, 2],
      ].map(([selected, current]) => gearName(selected, current)),
    ).toEqual(["P", "R", "N", "D4", "D", "D3", "--"]);
  });

  test("call a tyre low a tenth below its pressure, and none without a value", () => {
    expect([230, 207, 206, undefined].map(tyreIsLow)).toEqual([false, false, true, false]);
  });
});

describe("the trip", () => {
  test("counts way and time in motion only, and keeps the last samples", () => {
    let trip = startingTrip;
    for (let n = 0; n < 4 * 600; n++) trip = recordTrip(trip, n % 2 === 0 ? 72 : 0, 250);
    expect(trip.metres).toBeCloseTo(6000, 3);
    expect(averageSpeed(trip)).toBeCloseTo(72, 6);
    expect(trip.samples.length).toBe(SAMPLES);
  });

  test("has no average before the car has moved, and a gap where speed was unknown", () => {
    expect(averageSpeed(startingTrip)).toBeUndefined();
    expect(recordTrip(startingTrip, undefined, 250).samples).toEqual([undefined]);
  });
});
