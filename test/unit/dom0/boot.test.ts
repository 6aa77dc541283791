import { expect, test } from "vitest";
import { DOM0 } from "../../../protocol/ids.ts";
import { aHeadlessCockpit, theDefaultCockpit } from "../../support/headless.ts";

const PERIOD = 1000 / 60;

/** The lines of one kind, without their times. */
const told = (events: readonly string[], kind: string): string[] =>
  events.flatMap((line) => (line.split(" ")[1] === kind ? [line.split(" ").slice(2).join(" ")] : []));

test("the default cockpit boots in its order, and each display goes from idle over starting to live", async () => {
  const t = await aHeadlessCockpit();
  const atBoot = t.dom0.displays.map(({ lease, cover }) => [lease.state, cover.cover.kind]);
  await t.run(100);
  expect({ atBoot, marks: told(t.events, "mark"), leases: told(t.events, "lease").sort(), covers: told(t.events, "cover").sort() }).toEqual(
    {
      atBoot: [
        ["starting", "starting"],
        ["starting", "starting"],
      ],
      marks: [
        '{"name":"cluster","step":"building"}',
        '{"name":"cluster","domid":1,"step":"built"}',
        '{"name":"cluster","domid":1,"step":"started"}',
        '{"name":"ivi","step":"building"}',
        '{"name":"ivi","domid":2,"step":"built"}',
        '{"name":"ivi","domid":2,"step":"started"}',
      ],
      leases: [
        '{"name":"cluster","from":"idle","to":"starting","shown":"placeholder"}',
        '{"name":"cluster","from":"starting","to":"live","shown":"guest"}',
        '{"name":"ivi","from":"idle","to":"starting","shown":"placeholder"}',
        '{"name":"ivi","from":"starting","to":"live","shown":"guest"}',
      ],
      covers: ['{"name":"cluster","cover":{"kind":"none"}}', '{"name":"ivi","cover":{"kind":"none"}}'],
    },
  );
});

test("six hundred frames of each guest are shown, each exactly a sixtieth of a second after the one before, and none is missed", async () => {
  const t = await aHeadlessCockpit();
  await t.run(600 * PERIOD + 1);
  for (const { connector } of t.dom0.displays) {
    const frames = t.frames(connector.uniqueId);
    const drift = Math.max(...frames.map((at, frame) => Math.abs(at - (frame + 1) * PERIOD)));
    expect({ count: frames.length, drifted: drift > 1e-6, stats: connector.stats.summary() }).toMatchObject({
      count: 600,
      drifted: false,
      stats: { flips: 600, missed: 0 },
    });
  }
});

test("every device of every guest is connected, and the log holds no complaint", async () => {
  const t = await aHeadlessCockpit();
  await t.run(100);
  const devices = [...t.dom0.backends.devices].map(({ address, state }) => `${address.type}/${address.domid}/${address.devid} ${state}`);
  expect({ devices: devices.sort(), complaints: t.records.filter(({ level }) => level === "warn" || level === "error") }).toEqual({
    devices: ["vdispl/1/0 ", "vdispl/2/0 ", "vinput/1/0 ", "vinput/2/0 ", "vss/1/0 ", "vss/2/0 "].map((device) => `${device}Connected`),
    complaints: [],
  });
});

test("dom0 introduces itself in the store before any domain does", async () => {
  const t = await aHeadlessCockpit({ ...theDefaultCockpit(), domains: [] });
  expect(t.nodes()).toEqual([
    "/@introduceDomain",
    "/@releaseDomain",
    "/libxl/0/device",
    "/local/domain/0/domid = 0",
    "/local/domain/0/memory/static-max = 768000",
    "/local/domain/0/memory/target = 768000",
    "/local/domain/0/name = Domain-0",
    "/tool/xenstored",
    "/vm",
  ]);
});

test("closed, dom0 leaves nothing but its own nodes: no timer, no watch, no page mapped", async () => {
  const empty = await aHeadlessCockpit({ ...theDefaultCockpit(), domains: [] });
  const t = await aHeadlessCockpit();
  await t.run(100);
  const left = (): unknown => ({
    nodes: t.nodes(),
    timers: t.clock.pending,
    watches: t.dom0.store.usage(DOM0).watches,
    mapped: t.dom0.hypervisor.accounting(DOM0).mapped,
    domains: t.dom0.hypervisor.domains().length,
  });
  const closed = { nodes: empty.nodes(), timers: 0, watches: 0, mapped: 0, domains: 1 };
  expect(left()).not.toEqual(closed);
  await t.close();
  expect(left()).toEqual(closed);
});

test("the same seed gives the same run to the last word, and another seed another one", async () => {
  const story = async (seed: number): Promise<readonly string[]> => {
    const t = await aHeadlessCockpit(theDefaultCockpit(), seed);
    await t.run(500);
    t.dom0.crash(t.domid("ivi"), "test");
    await t.run(500);
    t.guest("cluster").hang();
    await t.run(5000);
    return [...t.events, ...t.nodes(), ...t.frames("ivi0").map(String), ...t.frames("cluster0").map(String)];
  };
  const [one, again, other] = [await story(1), await story(1), await story(2)];
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});
