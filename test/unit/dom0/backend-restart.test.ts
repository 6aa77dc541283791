import { expect, test } from "vitest";
import { DOM0 } from "../../../protocol/ids.ts";
import { slotOf } from "../../../main/vehicle/signal-store.ts";
import { aHeadlessCockpit, type HeadlessCockpit } from "../../support/headless.ts";

const KEY_ENTER = 28;
const SPEED = slotOf("Vehicle.Speed");

async function aRunningCockpit(): Promise<HeadlessCockpit> {
  const t = await aHeadlessCockpit();
  await t.run(1000);
  return t;
}

const classes = [["vdispl"], ["vinput", "vkbd"], ["vss"], ["vdispl", "vkbd", "vinput", "vss"]];

/** What every device of every guest has in its two state nodes. */
const states = (t: HeadlessCockpit): readonly string[] => [
  ...new Set(t.nodes().flatMap((line) => /^\/local\/domain\/\d+\/(?:device|backend)\/.*\/state = (\d)$/.exec(line)?.[1] ?? [])),
];

/** What a person would see of the guests within the next 200 ms. */
async function whatWorks(t: HeadlessCockpit) {
  const before = t.frames("ivi0").length;
  t.dom0.seat.key("ivi0", KEY_ENTER, true);
  t.dom0.seat.key("ivi0", KEY_ENTER, false);
  const speed = Math.round(t.clock.now());
  t.dom0.signals.set(SPEED, speed / 1000, t.clock.now());
  t.dom0.signals.flush();
  const keys = t.input(t.domid("ivi")).length;
  await t.run(200);
  return {
    frames: t.frames("ivi0").length - before >= 11,
    keys: t.input(t.domid("ivi")).length - keys,
    signals: t.signals(t.domid("ivi")).get(SPEED) === speed / 1000,
  };
}

test.each(classes.map((types) => ({ types })))(
  "backends of $types that are stopped leave nothing mapped, and their guests live",
  async ({ types }) => {
    const t = await aRunningCockpit();
    const domid = t.domid("ivi");
    await t.during(t.dom0.backends.stop(types), 100);
    const works = await whatWorks(t);
    expect(works).toEqual({
      frames: !types.includes("vdispl"),
      keys: types.includes("vkbd") ? 0 : 2,
      signals: !types.includes("vss"),
    });
    expect([t.domid("ivi"), t.dom0.hypervisor.domain(domid)?.shutdown]).toEqual([domid, undefined]);
    if (types.length === 4) {
      const { mapped } = t.dom0.hypervisor.accounting(DOM0);
      const of = t.dom0.hypervisor.accounting(domid);
      // What stays is xenstore's ring, one of each guest.
      expect({ mapped, pins: of.pins, ports: of.ports, grants: of.grants }).toEqual({ mapped: 2, pins: 1, ports: 1, grants: 1 });
    }
  },
);

test.each(classes.map((types) => ({ types })))(
  "backends of $types that are started again are met by the same guests",
  async ({ types }) => {
    const t = await aRunningCockpit();
    const domids = [t.domid("cluster"), t.domid("ivi")];
    const held = t.dom0.hypervisor.accounting(t.domid("ivi"));
    await t.during(t.dom0.backends.stop(types), 500);
    await t.during(t.dom0.backends.start(types), 500);
    expect({ states: states(t), works: await whatWorks(t) }).toEqual({ states: ["4"], works: { frames: true, keys: 2, signals: true } });
    expect([[t.domid("cluster"), t.domid("ivi")], t.dom0.hypervisor.accounting(t.domid("ivi"))]).toEqual([domids, held]);
  },
);

test("backends that are stopped and started in one breath are met by the same guests", async () => {
  const t = await aRunningCockpit();
  const held = t.dom0.hypervisor.accounting(DOM0);
  await t.during(
    t.dom0.backends.stop().then(() => t.dom0.backends.start()),
    500,
  );
  expect({ states: states(t), works: await whatWorks(t) }).toEqual({ states: ["4"], works: { frames: true, keys: 2, signals: true } });
  expect(t.dom0.hypervisor.accounting(DOM0)).toEqual(held);
});

test("a display whose backend is stopped is covered, and its guest is not taken for hung", async () => {
  const t = await aRunningCockpit();
  const domid = t.domid("ivi");
  await t.during(t.dom0.backends.stop(["vdispl"]), 60_000);
  expect([t.display("ivi").lease.state, t.domid("ivi")]).toEqual(["gone", domid]);
  expect(t.display("ivi").cover.cover).toEqual({ kind: "placeholder", why: "stopped", restarting: false });
  await t.during(t.dom0.backends.start(["vdispl"]));
  await t.run(500);
  expect([t.display("ivi").lease.state, t.display("ivi").cover.cover.kind]).toEqual(["live", "none"]);
});

test("a thousand stops and starts leave no grant, port, watch, node or timer more than one", async () => {
  const t = await aRunningCockpit();
  const census = (): unknown => ({
    nodes: t.nodes().length,
    dom0: t.dom0.hypervisor.accounting(DOM0),
    guests: [t.domid("cluster"), t.domid("ivi")].map((domid) => [t.dom0.hypervisor.accounting(domid), t.dom0.store.usage(domid)]),
    store: t.dom0.store.usage(DOM0),
  });
  const before = census();
  for (let i = 0; i < 1000; i++) {
    await t.during(
      t.dom0.backends.stop().then(() => t.dom0.backends.start()),
      30,
    );
  }
  await t.run(1000);
  expect(census()).toEqual(before);
}, 60_000);
