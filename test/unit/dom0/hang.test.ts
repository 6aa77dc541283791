import { expect, test } from "vitest";
import { SHUTDOWN } from "../../../main/hypervisor/domain.ts";
import { aHeadlessCockpit, theDefaultCockpit, withDetection, withDomain } from "../../support/headless.ts";

const PERIOD = 1000 / 60;

test("a guest that stops flipping is frozen after as many vblanks as the cockpit says, and covered", async () => {
  const t = await aHeadlessCockpit();
  // Between the 60th vblank and the next.
  await t.run(60.5 * PERIOD);
  t.guest("ivi").hang();
  // Two flips were under way, and are shown.
  await t.run(13 * PERIOD);
  const before = t.display("ivi").lease.state;
  await t.run(PERIOD);
  const { lease, cover } = t.display("ivi");
  expect([t.frames("ivi0").length, before, lease.state, cover.cover]).toEqual([
    62,
    "live",
    "frozen",
    { kind: "placeholder", why: "frozen", restarting: false },
  ]);
});

test("one that draws again is live with its next frame, and the watchdog lets it be", async () => {
  const t = await aHeadlessCockpit();
  await t.run(1000);
  t.guest("ivi").hang();
  await t.run(2000);
  t.guest("ivi").wake();
  await t.run(20);
  const woken = t.display("ivi").lease.state;
  await t.run(10_000);
  expect({ woken, state: t.display("ivi").lease.state, domid: t.domid("ivi") }).toEqual({ woken: "live", state: "live", domid: 2 });
});

test("one that stays frozen is shut down by the watchdog, and on_watchdog decides", async () => {
  const t = await aHeadlessCockpit(withDomain(theDefaultCockpit(), "ivi", { onWatchdog: "destroy", onCrash: "restart" }));
  await t.run(1000);
  t.guest("ivi").hang();
  await t.run(3000);
  const before = t.dom0.lifecycle.domidOf("ivi");
  await t.run(500);
  const steps = t.events
    .filter((line) => line.includes('mark {"name":"ivi"'))
    .slice(-2)
    .map((line) => line.replace(/^\S+ mark /, ""));
  expect({ before, after: t.dom0.lifecycle.domidOf("ivi"), steps }).toEqual({
    before: 2,
    after: undefined,
    steps: ['{"name":"ivi","domid":2,"step":"shutdown","detail":"watchdog"}', '{"name":"ivi","domid":2,"step":"destroyed"}'],
  });
});

test("a hung cluster comes back, and the ivi shows every frame that it would have shown", async () => {
  const [undisturbed, t] = [await aHeadlessCockpit(), await aHeadlessCockpit()];
  for (const each of [undisturbed, t]) await each.run(1000);
  t.guest("cluster").hang();
  for (const each of [undisturbed, t]) await each.run(5000);
  expect(t.frames("ivi0")).toEqual(undisturbed.frames("ivi0"));
  expect([t.display("cluster").lease.state, t.domid("cluster")]).toEqual(["live", 3]);
});

test("a paused domain is frozen and not hung: the watchdog leaves it, and it goes on where it was", async () => {
  const t = await aHeadlessCockpit();
  await t.run(1000);
  const domid = t.domid("ivi");
  t.dom0.pause(domid);
  await t.run(60_000);
  const paused = t.display("ivi").lease.state;
  t.dom0.unpause(domid);
  await t.run(50);
  expect([paused, t.display("ivi").lease.state, t.domid("ivi")]).toEqual(["frozen", "live", domid]);
});

test("a domain that hangs when its pause ends is still found out", async () => {
  const t = await aHeadlessCockpit();
  await t.run(1000);
  const domid = t.domid("ivi");
  t.dom0.pause(domid);
  t.guest("ivi").hang();
  await t.run(10_000);
  t.dom0.unpause(domid);
  await t.run(10_000);
  expect([t.display("ivi").lease.state, t.domid("ivi")]).toEqual(["live", domid + 1]);
});

test("a domain has the watchdog's whole patience after its pause, whenever that ends", async () => {
  for (const pausedMs of [2900, 3100, 5900, 6100]) {
    const t = await aHeadlessCockpit();
    await t.run(1000);
    const domid = t.domid("ivi");
    t.dom0.pause(domid);
    t.guest("ivi").hang();
    await t.run(pausedMs);
    t.dom0.unpause(domid);
    await t.run(2900);
    expect(t.domid("ivi")).toBe(domid);
  }
});

test("a hung domain that is destroyed leaves the watchdog nothing to do", async () => {
  const t = await aHeadlessCockpit();
  await t.run(1000);
  const before = t.clock.pending;
  t.guest("ivi").hang();
  await t.run(1000);
  await t.during(t.dom0.lifecycle.destroy("ivi"));
  await t.run(PERIOD);
  // The cluster's vblank and the detectors' look go on; the ivi's and its watchdog do not.
  expect([before, t.clock.pending]).toEqual([3, 2]);
});

test("a pause stops the watchdog of a domain that hangs already", async () => {
  const t = await aHeadlessCockpit();
  await t.run(1000);
  const domid = t.domid("ivi");
  t.guest("ivi").hang();
  await t.run(2000);
  t.dom0.pause(domid);
  await t.run(10_000);
  expect(t.domid("ivi")).toBe(domid);
});

test("a pause too short to be noticed has no consequences", async () => {
  const t = await aHeadlessCockpit();
  await t.run(1000);
  const domid = t.domid("ivi");
  t.dom0.pause(domid);
  await t.run(50);
  t.dom0.unpause(domid);
  await t.run(10_000);
  expect([t.display("ivi").lease.state, t.domid("ivi")]).toEqual(["live", domid]);
});

test("one that is started and never draws is shut down by the watchdog", async () => {
  const cockpit = withDetection(withDomain(theDefaultCockpit(), "ivi", { onWatchdog: "preserve" }), { startMs: 5000 });
  const t = await aHeadlessCockpit(cockpit, 1, ["ivi"]);
  await t.run(4900);
  const before = t.dom0.hypervisor.domain(t.domid("ivi"))?.shutdown;
  await t.run(200);
  expect([before, t.dom0.hypervisor.domain(t.domid("ivi"))?.shutdown, t.display("cluster").lease.state]).toEqual([
    undefined,
    SHUTDOWN.watchdog,
    "live",
  ]);
});
