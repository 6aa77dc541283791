import { expect, test } from "vitest";
import { SHUTDOWN } from "../../../main/hypervisor/domain.ts";
import { slotOf } from "../../../main/vehicle/signal-store.ts";
import { aHeadlessCockpit } from "../../support/headless.ts";

const KEY_ENTER = 28;
const BTN_LEFT = 0x110;

test("keys, pointer and touches on the ivi's display reach the ivi, in its pixels, and nobody else", async () => {
  const t = await aHeadlessCockpit();
  await t.run(100);
  const { seat } = t.dom0;
  seat.key("ivi0", KEY_ENTER, true);
  seat.key("ivi0", KEY_ENTER, false);
  seat.pointer("ivi0", 640, 400, -1);
  seat.key("ivi0", BTN_LEFT, true);
  seat.key("ivi0", BTN_LEFT, false);
  seat.touch("ivi0", "down", 0, 10, 20);
  seat.touch("ivi0", "down", 1, 1270, 790);
  seat.touch("ivi0", "up", 0, 10, 20);
  await t.run(0);
  expect(t.input(t.domid("ivi"))).toEqual([
    { kind: "key", pressed: 1, keycode: KEY_ENTER },
    { kind: "key", pressed: 0, keycode: KEY_ENTER },
    { kind: "position", absX: 640, absY: 400, relZ: 1 },
    { kind: "key", pressed: 1, keycode: BTN_LEFT },
    { kind: "key", pressed: 0, keycode: BTN_LEFT },
    { kind: "touchDown", contactId: 0, absX: 10, absY: 20 },
    { kind: "touchSyn", contactId: 0 },
    { kind: "touchDown", contactId: 1, absX: 1270, absY: 790 },
    { kind: "touchSyn", contactId: 0 },
    { kind: "touchUp", contactId: 0 },
    { kind: "touchSyn", contactId: 0 },
  ]);
  expect(t.input(t.domid("cluster"))).toEqual([]);
});

test("a display that nobody has hears nothing, and neither does a guest of it", async () => {
  const t = await aHeadlessCockpit();
  await t.run(100);
  t.dom0.seat.key("rear0", KEY_ENTER, true);
  t.dom0.seat.pointer("rear0", 1, 1, 0);
  await t.run(0);
  expect([t.input(t.domid("cluster")), t.input(t.domid("ivi"))]).toEqual([[], []]);
});

test("input goes to the next life of a domain, and none of it to the dead one", async () => {
  const t = await aHeadlessCockpit();
  await t.run(100);
  const dead = t.domid("ivi");
  t.dom0.shutdown(dead, SHUTDOWN.crash);
  t.dom0.seat.key("ivi0", KEY_ENTER, true);
  await t.run(100);
  t.dom0.seat.key("ivi0", KEY_ENTER, true);
  await t.run(0);
  expect([t.input(dead), t.input(t.domid("ivi"))]).toEqual([[], [{ kind: "key", pressed: 1, keycode: KEY_ENTER }]]);
});

test("signals reach both guests, and a guest that starts later gets them all", async () => {
  const t = await aHeadlessCockpit();
  await t.run(100);
  const speed = slotOf("Vehicle.Speed");
  t.dom0.signals.set(speed, 87.5, t.clock.now());
  t.dom0.signals.flush();
  await t.run(100);
  const running = ["cluster", "ivi"].map((name) => t.signals(t.domid(name)).get(speed));
  t.dom0.shutdown(t.domid("ivi"), SHUTDOWN.crash);
  await t.run(100);
  const reborn = t.signals(t.domid("ivi")).get(speed);
  t.dom0.signals.clear(speed);
  t.dom0.signals.flush();
  await t.run(100);
  const cleared = ["cluster", "ivi"].map((name) => [t.signals(t.domid(name)).has(speed), t.signals(t.domid(name)).get(speed)]);
  expect({ running, reborn, cleared }).toEqual({
    running: [87.5, 87.5],
    reborn: 87.5,
    cleared: [
      [true, undefined],
      [true, undefined],
    ],
  });
});
