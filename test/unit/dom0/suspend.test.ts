import { expect, test } from "vitest";
import { DOM0 } from "../../../protocol/ids.ts";
import { done, err } from "../../../protocol/result.ts";
import { SHUTDOWN } from "../../../main/hypervisor/domain.ts";
import { aHeadlessCockpit, type HeadlessCockpit } from "../../support/headless.ts";

const KEY_ENTER = 28;

async function aRunningCockpit(): Promise<HeadlessCockpit> {
  const t = await aHeadlessCockpit();
  await t.run(1000);
  return t;
}

/** What the ivi's devices have in their two state nodes. */
const states = (t: HeadlessCockpit): readonly string[] => {
  const domid = t.domid("ivi");
  const lines = t.nodes().filter((line) => line.startsWith(`/local/domain/${domid}/device/`) || line.includes(`/backend/`));
  const own = lines.filter((line) => line.startsWith(`/local/domain/${domid}/`) || new RegExp(`/backend/\\w+/${domid}/`).test(line));
  return own.flatMap((line) => /\/state = (\d)$/.exec(line)?.[1] ?? []);
};

test("a domain that is suspended stands still with every device closed, and nothing granted or mapped but its xenstore ring", async () => {
  const t = await aRunningCockpit();
  const domid = t.domid("ivi");
  const suspended = await t.during(t.dom0.lifecycle.suspend("ivi"), 200);
  const frames = t.frames("ivi0").length;
  await t.run(60_000);
  const { ports, grants, pins } = t.dom0.hypervisor.accounting(domid);
  expect({ suspended, states: states(t), ports, grants, pins, frames: t.frames("ivi0").length - frames }).toEqual({
    suspended: done,
    states: new Array(6).fill("6"),
    ports: 1,
    grants: 1,
    pins: 1,
    frames: 0,
  });
  expect(
    t.dom0.lifecycle
      .list()
      .split("\n")
      .find((line) => line.startsWith("ivi")),
  ).toMatch(/ ---ss- /);
});

test("the other domain does not notice a suspend or a resume", async () => {
  const t = await aRunningCockpit();
  const frames = t.frames("cluster0").length;
  await t.during(t.dom0.lifecycle.suspend("ivi"), 500);
  await t.during(t.dom0.lifecycle.resume("ivi"), 500);
  expect([t.frames("cluster0").length - frames >= 59, t.display("cluster").connector.stats.summary().missed]).toEqual([true, 0]);
});

test("a domain that is resumed draws and hears again, the same domain, and holds what it held", async () => {
  const t = await aRunningCockpit();
  const domid = t.domid("ivi");
  const held = t.dom0.hypervisor.accounting(domid);
  await t.during(t.dom0.lifecycle.suspend("ivi"), 500);
  const resumed = await t.during(t.dom0.lifecycle.resume("ivi"), 500);
  const frames = t.frames("ivi0").length;
  t.dom0.seat.key("ivi0", KEY_ENTER, true);
  await t.run(1000);
  expect({ resumed, states: states(t), domid: t.domid("ivi"), held: t.dom0.hypervisor.accounting(domid) }).toEqual({
    resumed: done,
    states: new Array(6).fill("4"),
    domid,
    held,
  });
  expect([t.frames("ivi0").length - frames >= 59, t.input(domid), t.display("ivi").lease.state]).toEqual([
    true,
    [{ kind: "key", pressed: 1, keycode: KEY_ENTER }],
    "live",
  ]);
});

test("a hundred suspends leave what one leaves", async () => {
  const t = await aRunningCockpit();
  const cycle = async (): Promise<unknown> => {
    await t.during(t.dom0.lifecycle.suspend("ivi"), 50);
    await t.during(t.dom0.lifecycle.resume("ivi"), 50);
    await t.run(100);
    const domid = t.domid("ivi");
    const { hypervisor, store } = t.dom0;
    return [t.nodes().length, hypervisor.accounting(domid), store.usage(domid), hypervisor.accounting(DOM0), store.usage(DOM0)];
  };
  const first = await cycle();
  for (let i = 0; i < 98; i++) await cycle();
  expect(await cycle()).toEqual(first);
}, 30_000);

test("a domain whose process dies while it is suspended is a crash, and on_crash decides", async () => {
  const t = await aRunningCockpit();
  const domid = t.domid("ivi");
  await t.during(t.dom0.lifecycle.suspend("ivi"), 200);
  t.dom0.shutdown(domid, SHUTDOWN.crash);
  await t.run(1000);
  expect([t.domid("ivi") !== domid, t.display("ivi").lease.state]).toEqual([true, "live"]);
});

test("a suspended domain can be destroyed, and nothing of it is left", async () => {
  const t = await aRunningCockpit();
  const domid = t.domid("ivi");
  await t.during(t.dom0.lifecycle.suspend("ivi"), 200);
  const destroyed = await t.during(t.dom0.lifecycle.destroy("ivi"), 200);
  expect([destroyed, t.dom0.hypervisor.domain(domid), t.nodes().filter((line) => line.includes(`domain/${domid}`))]).toEqual([
    done,
    undefined,
    [],
  ]);
});

test("a domain that is not suspended is not resumed, and one that is down not suspended", async () => {
  const t = await aRunningCockpit();
  const resumed = await t.during(t.dom0.lifecycle.resume("ivi"));
  await t.during(t.dom0.lifecycle.destroy("ivi"), 200);
  expect([resumed, await t.dom0.lifecycle.suspend("ivi"), await t.dom0.lifecycle.suspend("nobody")]).toEqual([
    err("ivi is not suspended"),
    err("ivi is not running"),
    err('want one of cluster, ivi, got "nobody"'),
  ]);
});
