import { expect, test } from "vitest";
import type { PictureTimes } from "../../../protocol/overlay.ts";
import { ReverseStopwatch } from "../../../main/detection/reverse-stopwatch.ts";

const picture = (interval: number | undefined, formation = 17, latency = 20): PictureTimes => ({
  interval,
  formation,
  latency,
});

test("an engagement is timed from the gear to the picture that is gone", () => {
  const watch = new ReverseStopwatch("ivi", 1000);
  watch.shown(1080);
  watch.times([picture(undefined), { interval: 30, formation: 18, latency: undefined }, picture(40, 22, 50)]);
  watch.shown(1300);
  watch.ended(3000);
  watch.gone(3050);
  watch.gone(3900);
  expect(watch.read(9000)).toEqual({
    display: "ivi",
    at: 1000,
    engagedMs: 2000,
    ended: true,
    firstPictureMs: 80,
    lingerMs: 50,
    withoutPictureMs: 0,
    pictures: 3,
    interval: { mean: 35, worst: 40 },
    formation: { mean: 19, worst: 22 },
    latency: { mean: 35, worst: 50 },
  });
});

test("what was not seen is undefined, and not nought", () => {
  const watch = new ReverseStopwatch("ivi", 1000);
  watch.gone(1200);
  expect(watch.read(1500)).toEqual({
    display: "ivi",
    at: 1000,
    engagedMs: 500,
    ended: false,
    firstPictureMs: undefined,
    lingerMs: undefined,
    withoutPictureMs: undefined,
    pictures: 0,
    interval: undefined,
    formation: undefined,
    latency: undefined,
  });
});

const withoutMs = (told: (watch: ReverseStopwatch) => void): number | undefined => {
  const watch = new ReverseStopwatch("ivi", 0);
  told(watch);
  return watch.read(10_000).withoutPictureMs;
};

test("time without a picture begins when the frames stopped, not when that was found out, and ends with the next frame or reverse", () => {
  const found = withoutMs((watch) => {
    watch.shown(100);
    watch.state("lost", 500, 2500);
    watch.state("live", 0, 4000);
    watch.state("frozen", 1000, 6000);
    watch.ended(7000);
    watch.state("hidden", 0, 7001);
  });
  expect(found).toBe(2000 + 2000);
});

test("it goes on while the camera stays lost, one loss turning into another", () => {
  const still = withoutMs((watch) => {
    watch.shown(100);
    watch.state("frozen", 1000, 5000);
    watch.state("lost", 500, 7000);
  });
  expect(still).toBe(6000);
});

test("before the first picture there is none to miss", () => {
  const late = withoutMs((watch) => {
    watch.state("lost", 500, 500);
    watch.shown(900);
    watch.state("live", 0, 950);
  });
  expect(late).toBe(50);
});
