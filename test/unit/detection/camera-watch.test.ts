import { expect, test } from "vitest";
import { CameraWatch } from "../../../main/detection/camera-watch.ts";

/** A watch of 500 and 1000 ms, and what it said. */
function aWatch(): { readonly watch: CameraWatch; readonly said: string[] } {
  const said: string[] = [];
  return { watch: new CameraWatch({ lostMs: 500, frozenMs: 1000 }, (state, ms) => said.push(`${state} ${ms}`)), said };
}

test("a picture without a frame is lost at its limit, not a millisecond before", () => {
  const { watch, said } = aWatch();
  watch.shown(true, 0);
  watch.frame(1, 100);
  watch.look(599);
  const before = [...said];
  watch.look(600);
  expect([before, said]).toEqual([["live 0"], ["live 0", "lost 500"]]);
});

test("until the first frame the picture has the same time", () => {
  const { watch, said } = aWatch();
  watch.shown(true, 1000);
  watch.look(1499);
  watch.look(1500);
  expect(said).toEqual(["live 0", "lost 500"]);
});

test("equal frames are frozen at their limit, though they come all the time", () => {
  const { watch, said } = aWatch();
  watch.shown(true, 0);
  for (let at = 0; at <= 999; at += 111) watch.frame(7, at);
  watch.look(999);
  const before = [...said];
  watch.frame(7, 1000);
  watch.look(1000);
  expect([before, said]).toEqual([["live 0"], ["live 0", "frozen 1000"]]);
});

test("one that stays lost or frozen is told of once", () => {
  const { watch, said } = aWatch();
  watch.shown(true, 0);
  for (let at = 0; at <= 5000; at += 100) watch.look(at);
  expect(said).toEqual(["live 0", "lost 500"]);
});

test("a frame that is another one brings it back; an equal one does not", () => {
  const { watch, said } = aWatch();
  watch.shown(true, 0);
  watch.frame(7, 0);
  watch.look(600);
  watch.frame(7, 700);
  const equal = watch.state;
  watch.frame(8, 800);
  expect([equal, watch.state, said]).toEqual(["lost", "live", ["live 0", "lost 600", "live 0"]]);
});

test("a picture that nobody sees is not judged, and begins anew when it is shown", () => {
  const { watch, said } = aWatch();
  watch.look(10_000);
  watch.shown(true, 10_000);
  watch.shown(false, 10_400);
  watch.look(20_000);
  watch.shown(true, 20_000);
  watch.look(20_499);
  expect(said).toEqual(["live 0", "hidden 0", "live 0"]);
});
