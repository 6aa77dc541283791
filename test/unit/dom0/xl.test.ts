import { expect, test } from "vitest";
import type { XlOutcome } from "../../../main/toolstack/xl/xl.ts";
import { aHeadlessCockpit, type HeadlessCockpit } from "../../support/headless.ts";

const KEY_ENTER = 28;
const silence: XlOutcome = { code: 0, stdout: "", stderr: "" };
const refused = (stderr: string, code = 1): XlOutcome => ({ code, stdout: "", stderr: `${stderr}\n` });

/** A running cockpit and its xl: a command line, and 200 ms for it to take effect. */
async function aCockpitWithXl() {
  const t = await aHeadlessCockpit();
  await t.run(1000);
  const xl = async (line: string): Promise<XlOutcome> => {
    const outcome = await t.during(t.dom0.xl(line.split(" ")), 50);
    await t.run(200);
    return outcome;
  };
  return { ...t, xl };
}

const keys = async (t: HeadlessCockpit): Promise<number> => {
  const before = t.input(t.domid("ivi")).length;
  t.dom0.seat.key("ivi0", KEY_ENTER, true);
  t.dom0.seat.key("ivi0", KEY_ENTER, false);
  await t.run(50);
  return t.input(t.domid("ivi")).length - before;
};

const frames = async (t: HeadlessCockpit): Promise<boolean> => {
  const before = t.frames("ivi0").length;
  await t.run(500);
  return t.frames("ivi0").length - before >= 28;
};

test("a keyboard that is unplugged is gone from the store and hears nothing; plugged in again it does", async () => {
  const t = await aCockpitWithXl();
  const domid = t.domid("ivi");
  const held = t.dom0.hypervisor.accounting(domid);
  const nodes = t.nodes().filter((line) => /vkbd|vinput/.test(line) && line.includes(`/${domid}/`));
  const before = await keys(t);
  const detached = await t.xl("vkb-detach ivi 0");
  const left = t.nodes().filter((line) => /vkbd|vinput/.test(line) && line.includes(`/${domid}/`));
  const without = await keys(t);
  const attached = await t.xl(
    "vkb-attach ivi backend-type=linux unique-id=ivi0 feature-abs-pointer=1 width=1280 height=800 multi-touch-width=1280 multi-touch-height=800 multi-touch-num-contacts=10",
  );
  const again = t.nodes().filter((line) => /vkbd|vinput/.test(line) && line.includes(`/${domid}/`));
  const names = (lines: readonly string[]): readonly string[] => lines.map((line) => line.split(" = ")[0] ?? "");
  expect({ before, detached, left, without, attached, after: await keys(t), again: names(again) }).toEqual({
    before: 2,
    detached: silence,
    left: [],
    without: 0,
    attached: silence,
    after: 2,
    again: names(nodes),
  });
  expect([t.domid("ivi"), t.dom0.hypervisor.accounting(domid)]).toEqual([domid, held]);
});

test("a display that is unplugged is covered, and plugged in again shows its guest's frames", async () => {
  const t = await aCockpitWithXl();
  const held = t.dom0.hypervisor.accounting(t.domid("ivi"));
  const detached = await t.xl("vdispl-detach ivi 0");
  const without = [await frames(t), t.display("ivi").lease.state];
  const attached = await t.xl("vdispl-attach ivi connectors=ivi0:1280x800");
  expect({ detached, without, attached, after: [await frames(t), t.display("ivi").lease.state] }).toEqual({
    detached: silence,
    without: [false, "gone"],
    attached: silence,
    after: [true, "live"],
  });
  expect(t.dom0.hypervisor.accounting(t.domid("ivi"))).toEqual(held);
});

test("a second keyboard gets the next number, hears what its unique-id routes to it, and goes by itself", async () => {
  const t = await aCockpitWithXl();
  const attached = await t.xl("vkb-attach ivi backend-type=qemu unique-id=K:ivi0");
  const both = await keys(t);
  const list = await t.xl("vkb-list ivi");
  const detached = await t.xl("vkb-detach ivi 1");
  expect([attached, both, detached, await keys(t)]).toEqual([silence, 4, silence, 2]);
  const masked = list.stdout.replace(/ +\d+ +\d+(?= (ivi0|K:ivi0))/g, " PORT REF").split("\n");
  expect(masked).toEqual([
    "Idx BE handle state evt-ch    ref ID         BE-type    BE-path                       ",
    "0   0       0     4 PORT REF ivi0       linux      /local/domain/0/backend/vinput/2/0",
    "1   0       1     4 PORT REF K:ivi0     qemu       /local/domain/0/backend/vkbd/2/1",
    "",
  ]);
});

test("vdispl-list prints what xl prints, ports and refs included", async () => {
  const t = await aCockpitWithXl();
  const { stdout } = await t.xl("vdispl-list ivi");
  expect(stdout.replace(/(rref|evtch): \d+/g, "$1: N")).toBe(
    "DevId: 0, BE: 0, handle: 2, state: 4, be-alloc: 0, BE-path: /local/domain/0/backend/vdispl/2/0, FE-path: /local/domain/2/device/vdispl/0\n" +
      "\tConnector: 0, id: ivi0, width: 1280, height: 800, req-rref: N, req-evtch: N, evt-rref: N, evt-evtch: N\n",
  );
});

test.each([
  ["vkb-detach ivi 7", refused("Error: Device 7 not connected.")],
  ["vkb-detach ivi x", refused('want a device\'s number, got "x"')],
  ["vkb-detach nobody 0", refused("nobody is an invalid domain identifier (rc=-6)")],
  ["vkb-detach Domain-0 0", refused("Domain-0 is an invalid domain identifier (rc=-6)")],
  ["vkb-attach ivi unique-id=x", refused("backend-type: want linux or qemu, got nothing")],
  ["vkb-attach ivi backend-type=linux witdh=3", refused("witdh: unknown; did you mean width")],
  ["vdispl-attach ivi be-alloc=0", refused("connectors: want at least one connector, as c0:1920x720, got none")],
  ["vkb-detach ivi", refused("'xl vkb-detach' wants 2 words behind it, got 1", 2)],
  ["resume ivi", refused("ivi is not suspended")],
])("xl %s is refused, and says why", async (line, outcome) => {
  const t = await aCockpitWithXl();
  const nodes = t.nodes();
  expect([await t.xl(line), t.nodes()]).toEqual([outcome, nodes]);
});

test("a device whose backend is not there is not left behind, and named", async () => {
  const t = await aCockpitWithXl();
  await t.during(t.dom0.backends.stop(["vkbd"]), 100);
  const nodes = t.nodes();
  const attaching = t.dom0.xl(["vkb-attach", "ivi", "backend-type=qemu"]);
  const outcome = await t.during(attaching, 21_000);
  expect([outcome, t.nodes()]).toEqual([refused("vkb 1: its backend was not ready within 10 s"), nodes]);
});

test("a device is unplugged though its backend is stopped", async () => {
  const t = await aCockpitWithXl();
  await t.during(t.dom0.backends.stop(["vinput"]), 100);
  const outcome = await t.xl("vkb-detach ivi 0");
  expect([outcome, t.nodes().filter((line) => line.includes("vkbd/0/") && line.includes("/2/"))]).toEqual([silence, []]);
});

test("suspend and resume, pause and unpause, destroy and create, by name or number", async () => {
  const t = await aCockpitWithXl();
  const domid = t.domid("ivi");
  const letters = async (): Promise<string | undefined> => / ([rbpscwSd-]{6}) /.exec((await t.xl("list ivi")).stdout)?.[1];
  const seen: unknown[] = [];
  for (const line of [`suspend ${domid}`, "resume ivi", "pause ivi", `unpause ${domid}`]) seen.push([await t.xl(line), await letters()]);
  expect(seen).toEqual([
    [silence, "---ss-"],
    [silence, "-b----"],
    [silence, "--p---"],
    [silence, "-b----"],
  ]);
  const destroyed = await t.xl("destroy ivi");
  const gone = await t.xl("list ivi");
  const created = await t.xl("create ivi");
  expect([destroyed, gone, created, t.domid("ivi") > domid]).toEqual([
    silence,
    refused("ivi is an invalid domain identifier (rc=-6)"),
    silence,
    true,
  ]);
});
