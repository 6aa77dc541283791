import { expect, test } from "vitest";
import { TELL_LOOK_MS } from "../../../main/toolstack/tells-carrier.ts";
import { SHUTDOWN } from "../../../main/hypervisor/domain.ts";
import { aHeadlessCockpit, theDefaultCockpit, withDomain, type HeadlessCockpit } from "../../support/headless.ts";

const turn = JSON.stringify({ kind: "left", metres: 350, into: "Ringallee" });

const told = (t: HeadlessCockpit): readonly string[] => t.nodes().filter((line) => line.includes("/told/"));

async function tell(t: HeadlessCockpit, octets: string): Promise<void> {
  const client = t.dom0.store.connect(t.domid("ivi"));
  await client.write("data/tells/turn", octets);
  client.close();
  await t.run(TELL_LOOK_MS);
}

test("what the infotainment tells the cluster hears, and of one that crashed nothing, at once", async () => {
  const t = await aHeadlessCockpit();
  await t.run(3000);
  await tell(t, turn);
  const before = told(t);
  t.dom0.crash(t.domid("ivi"), "a test");
  await t.run(0);
  const after = told(t);
  await t.run(5000);
  await tell(t, turn);
  expect([before, after, told(t)]).toEqual([
    [`/local/domain/1/data/told/turn = ${turn}`],
    [],
    [`/local/domain/1/data/told/turn = ${turn}`],
  ]);
  await t.close();
  expect(t.nodes().filter((line) => /domain\/[1-9]/.test(line))).toEqual([]);
});

test.each(["poweroff", "watchdog"] as const)("nothing is told of one that has ended by %s", async (reason) => {
  const t = await aHeadlessCockpit();
  await t.run(3000);
  await tell(t, turn);
  t.dom0.shutdown(t.domid("ivi"), SHUTDOWN[reason]);
  await t.run(0);
  expect(told(t)).toEqual([]);
  await t.close();
});

test("nothing is told of one that crashed and is kept as it is, to be looked into", async () => {
  const t = await aHeadlessCockpit(withDomain(theDefaultCockpit(), "ivi", { onCrash: "preserve" }));
  await t.run(3000);
  await tell(t, turn);
  t.dom0.crash(t.domid("ivi"), "a test");
  await t.run(0);
  expect(told(t)).toEqual([]);
  await t.close();
});

test("one that is paused is withdrawn when it has been silent for too long; a suspended one tells again when it goes on", async () => {
  const t = await aHeadlessCockpit();
  await t.run(3000);
  await tell(t, turn);
  t.dom0.pause(t.domid("ivi"));
  await t.run(4000);
  const held = told(t).length;
  await t.run(2000);
  const silent = told(t).length;
  t.dom0.unpause(t.domid("ivi"));
  await tell(t, turn);
  expect([held, silent, told(t).length]).toEqual([1, 0, 1]);
  await t.close();
});

test("the cluster that restarts is told again what it was told", async () => {
  const t = await aHeadlessCockpit();
  await t.run(3000);
  await tell(t, turn);
  await t.during(t.dom0.lifecycle.restart("cluster"), 3000);
  await tell(t, turn);
  expect(told(t)).toEqual([`/local/domain/${t.domid("cluster")}/data/told/turn = ${turn}`]);
  await t.close();
});

test("what the cluster tells nobody hears", async () => {
  const t = await aHeadlessCockpit();
  await t.run(3000);
  const client = t.dom0.store.connect(t.domid("cluster"));
  await client.write("data/tells/turn", turn);
  client.close();
  await t.run(1000);
  expect(told(t)).toEqual([]);
  await t.close();
});
