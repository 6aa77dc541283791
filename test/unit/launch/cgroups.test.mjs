/** Real folders stand for the hierarchies; that a control group has its files by itself only the kernel can do. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { delegatedCgroups } from "../../../main/launch/cgroups.mjs";
import { ownCgroups } from "../../../main/launch/own-cgroups.mjs";

const LINUX = process.platform === "linux";
const user = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const folders = [];

function machine(cgroup, hierarchies) {
  const root = mkdtempSync(join(tmpdir(), "argonaut-cgroups-"));
  folders.push(root);
  for (const [name] of hierarchies) mkdirSync(join(root, name), { recursive: true });
  writeFileSync(join(root, "cgroup"), cgroup);
  writeFileSync(join(root, "mountinfo"), hierarchies.map(([name, end]) => `31 30 0:28 / ${join(root, name)} rw - ${end}`).join("\n"));
  return { root, files: { cgroup: join(root, "cgroup"), mountinfo: join(root, "mountinfo") } };
}

afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const top = `argonaut-${process.pid}`;

test.runIf(LINUX)(
  "version 1: a subtree below our own group of each hierarchy that has processor or memory, and gone at the end",
  async () => {
    const { root, files } = machine("3:cpu:/\n2:memory:/box\n1:pids:/\n", [
      ["cpu", "cgroup cgroup rw,cpu"],
      ["memory", "cgroup cgroup rw,memory"],
      ["pids", "cgroup cgroup rw,pids"],
    ]);
    mkdirSync(join(root, "memory/box"));
    const groups = delegatedCgroups(user, files);
    const made = [join(root, "cpu", top, "dom0"), join(root, "memory/box", top, "dom0")];
    expect(groups.procs).toEqual(made.map((folder) => join(folder, "cgroup.procs")));
    expect([...made, join(root, "pids", top)].map((folder) => existsSync(folder))).toEqual([true, true, false]);
    await groups.close();
    expect(made.map((folder) => existsSync(join(folder, "..")))).toEqual([false, false]);
  },
);

test.runIf(LINUX)(
  "version 2: beside our own group, since one with processes has no groups with controllers; these are asked for all the way",
  () => {
    const { root, files } = machine("0::/a/b/c\n", [["cg", "cgroup2 cgroup2 rw"]]);
    mkdirSync(join(root, "cg/a/b/c"), { recursive: true });
    writeFileSync(join(root, "cg/cgroup.controllers"), "cpu memory pids\n");
    expect(delegatedCgroups(user, files).procs).toEqual([join(root, "cg/a/b", top, "dom0/cgroup.procs")]);
    const asked = ["", "a", "a/b"].map((folder) => readFileSync(join(root, "cg", folder, "cgroup.subtree_control"), "utf8"));
    expect(asked).toEqual(["+memory", "+memory", "+memory"]);
  },
);

test.runIf(LINUX)("version 2 without a processor to give is left alone, as in a hybrid system", () => {
  const { root, files } = machine("0::/\n", [["cg", "cgroup2 cgroup2 rw"]]);
  writeFileSync(join(root, "cg/cgroup.controllers"), "hugetlb\n");
  expect(delegatedCgroups(user, files).procs).toEqual([]);
});

test.runIf(LINUX)("what a killed run left is taken away by the next, and that of one that lives is not", () => {
  const { root, files } = machine("3:cpu:/\n", [["cpu", "cgroup cgroup rw,cpu"]]);
  const dead = join(root, "cpu/argonaut-4194305/d1");
  const living = join(root, `cpu/argonaut-${process.ppid}`);
  for (const folder of [dead, living]) mkdirSync(folder, { recursive: true });
  delegatedCgroups(user, files);
  expect([join(dead, ".."), living].map((folder) => existsSync(folder))).toEqual([false, true]);
});

test.runIf(LINUX && user.uid === 0)("the subtree is the other user's: its folders, and what takes processes", () => {
  const { root, files } = machine("3:cpu:/\n", [["cpu", "cgroup cgroup rw,cpu"]]);
  delegatedCgroups({ uid: 65_534, gid: 65_534 }, files);
  expect(["", "dom0"].map((name) => statSync(join(root, "cpu", top, name)).uid)).toEqual([65_534, 65_534]);
});

test.runIf(LINUX && existsSync("/sys/fs/cgroup/cpu/cpu.shares") && user.uid === 0)(
  "on this machine the kernel takes it: the cockpit weighs as one task a processor, and a process enters dom0's group",
  async () => {
    const groups = delegatedCgroups({ uid: 65_534, gid: 65_534 });
    const procs = groups.procs.find((path) => path.includes("/cpu"));
    try {
      expect(readFileSync(join(procs, "../../cpu.shares"), "utf8").trim()).toBe(String(1024 * availableParallelism()));
      expect([join(procs, "../.."), procs, join(procs, "../cpu.shares")].map((path) => statSync(path).uid)).toEqual([
        65_534, 65_534, 65_534,
      ]);
      // What limits the cockpit as a whole stays root's.
      expect(statSync(join(procs, "../../cpu.shares")).uid).toBe(0);
    } finally {
      await groups.close();
    }
    expect(existsSync(procs)).toBe(false);
  },
);

test("without another user to hand over to, nothing is made", () => {
  expect(delegatedCgroups(undefined).procs).toEqual([]);
});

test("a container's group is found below what of the hierarchy is mounted; one outside of it is not there", () => {
  const mountinfo = "30 22 0:27 /docker/x /cg rw,relatime shared:9 - cgroup2 cgroup2 rw\n";
  expect([
    ownCgroups("0::/docker/x/y\n", mountinfo),
    ownCgroups("0::/docker/xyz\n", mountinfo),
    ownCgroups("0::/../z\n", mountinfo),
  ]).toEqual([[{ version: 2, controllers: [], mount: "/cg", folder: "/cg/y" }], [], []]);
});
