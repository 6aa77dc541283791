import { expect, test } from "vitest";
import { knobsV1 } from "../../../../main/node/enforcement/cgroup-v1.ts";
import { knobsV2 } from "../../../../main/node/enforcement/cgroup-v2.ts";
import { GroupTree, type Version } from "../../../../main/node/enforcement/group-tree.ts";
import { findGroups } from "../../../../main/node/enforcement/open-enforcement.ts";
import { HostTree } from "../../../support/host-tree.ts";

const V1 = {
  "/proc/self/cgroup": "4:memory:/box/argonaut-7/dom0\n1:cpu,cpuacct:/argonaut-7/dom0\n0::/\n",
  "/proc/self/mountinfo": [
    "31 30 0:28 / /cg/cpu rw - cgroup cgroup rw,cpu,cpuacct",
    "34 30 0:31 / /cg/memory rw - cgroup cgroup rw,memory",
    "40 30 0:37 / /cg/unified rw - cgroup2 cgroup2 rw",
  ].join("\n"),
};
const V2 = (path: string) => ({
  "/proc/self/cgroup": `0::${path}\n`,
  "/proc/self/mountinfo": "30 22 0:27 / /cg rw - cgroup2 cgroup2 rw\n",
});
const V1_FILES = ["cgroup.procs", "cpu.shares", "cpu.cfs_period_us", "cpu.cfs_quota_us", "memory.limit_in_bytes"];
const V2_FILES = ["cgroup.procs", "cpu.weight", "cpu.max", "memory.high", "memory.max"];
const BOUNDS = { weight: 2048, heaviest: 4096, quota: { quotaUs: 5000, periodUs: 10_000 }, memoryMib: 1024 };

const versionIn = (files: HostTree): Version => {
  const found = findGroups(files);
  if (!found.ok) throw new Error(found.error);
  return found.value;
};

test("version 1: bounds first, the process after, in both hierarchies that the launcher made", () => {
  const files = new HostTree(V1, V1_FILES);
  const outcomes = new GroupTree(versionIn(files), files).place("d1", 42, BOUNDS);
  expect(outcomes).toEqual([
    { what: "cpu.shares 8192" },
    { what: "cpu.cfs_period_us 10000" },
    { what: "cpu.cfs_quota_us 5000" },
    { what: "memory.limit_in_bytes 1152 MiB" },
  ]);
  expect(files.done).toEqual([
    "mkdir /cg/cpu/argonaut-7/d1",
    "mkdir /cg/memory/box/argonaut-7/d1",
    "write /cg/cpu/argonaut-7/d1/cpu.shares 8192",
    "write /cg/cpu/argonaut-7/d1/cpu.cfs_period_us 10000",
    "write /cg/cpu/argonaut-7/d1/cpu.cfs_quota_us 5000",
    `write /cg/memory/box/argonaut-7/d1/memory.limit_in_bytes ${1152 * 2 ** 20}`,
    "write /cg/cpu/argonaut-7/d1/cgroup.procs 42",
    "write /cg/memory/box/argonaut-7/d1/cgroup.procs 42",
  ]);
});

test("version 1 without the launcher's groups has none: nobody is moved out of a group that is not ours", () => {
  const files = new HostTree({ ...V1, "/proc/self/cgroup": "1:cpu,cpuacct:/\n4:memory:/\n" });
  expect({ found: findGroups(files), done: files.done }).toEqual({
    found: { ok: false, error: "the launcher made no control groups (version 1); it can as root" },
    done: [],
  });
});

test("version 1 with one hierarchy refused says which bounds are missing, and keeps the others", () => {
  const files = new HostTree({ ...V1, "/proc/self/cgroup": "1:cpu,cpuacct:/argonaut-7/dom0\n4:memory:/\n" }, V1_FILES);
  expect(new GroupTree(versionIn(files), files).place("d1", 42, { ...BOUNDS, quota: undefined })).toEqual([
    { what: "cpu.shares 8192" },
    { what: "memory.limit_in_bytes 1152 MiB", refused: "no group with a memory controller is ours" },
  ]);
});

test("version 2: the launcher's subtree, with its controllers", () => {
  const files = new HostTree({ ...V2("/argonaut-7/dom0"), "/cg/argonaut-7/cgroup.subtree_control": "" }, V2_FILES);
  const outcomes = new GroupTree(versionIn(files), files).place("d1", 42, BOUNDS);
  expect(outcomes).toEqual([
    { what: "cpu.weight 800" },
    { what: "cpu.max 5000 10000" },
    { what: "memory.high 1024 MiB" },
    { what: "memory.max 1152 MiB" },
  ]);
  expect(files.files.get("/cg/argonaut-7/d1/cgroup.procs")).toBe("42");
});

test("version 2: a delegated group is emptied into dom0's before it has controllers to give", () => {
  const scope = "/cg/user.slice/run-1.scope";
  const files = new HostTree(
    { ...V2("/user.slice/run-1.scope"), [`${scope}/cgroup.procs`]: "10\n11\n", [`${scope}/cgroup.subtree_control`]: "" },
    V2_FILES,
  );
  expect([...versionIn(files).tops]).toEqual([
    ["cpu", scope],
    ["memory", scope],
  ]);
  expect(files.files.get(`${scope}/dom0/cgroup.procs`)).toBe("10\n11");
  expect(files.done.indexOf(`write ${scope}/dom0/cgroup.procs 11`)).toBeLessThan(
    files.done.indexOf(`write ${scope}/cgroup.subtree_control +cpu`),
  );
});

test.each([
  ["the uppermost group", "/", {}, [], "/cg is the uppermost control group, and not delegated"],
  ["a group of root's", "/a", {}, [["mkdir /cg/a/dom0", "EACCES"]], `/cg/a is not delegated to uid ${process.getuid?.()}: EACCES`],
  [
    "a group whose processes may not be moved",
    "/a",
    { "/cg/a/cgroup.procs": "10\n" },
    [["write /cg/a/dom0/cgroup.procs", "EACCES"]],
    "/cg/a/dom0/cgroup.procs: EACCES",
  ],
  [
    "a group without controllers",
    "/a",
    { "/cg/a/cgroup.subtree_control": "" },
    [["write /cg/a/cgroup.subtree_control", "ENOENT"]],
    "/cg/a has neither a cpu nor a memory controller to give",
  ],
] as const)("version 2: %s is no place for domains, and the reason is told", (_, path, more, refusals, error) => {
  const files = new HostTree({ ...V2(path), ...more }, V2_FILES);
  for (const [what, errno] of refusals) files.refusals.set(what, errno);
  expect(findGroups(files)).toEqual({ ok: false, error });
});

test("without any control groups mounted that is what is told", () => {
  expect(findGroups(new HostTree({}))).toEqual({ ok: false, error: "no control groups are mounted" });
});

test.each([
  ["mkdir /cg/cpu/argonaut-7/d1", "EACCES", "/cg/cpu/argonaut-7/d1: EACCES"],
  ["write /cg/cpu/argonaut-7/d1/cgroup.procs", "ESRCH", "/cg/cpu/argonaut-7/d1/cgroup.procs: ESRCH"],
])("%s refused with %s: the group's bounds are not claimed", (what, errno, why) => {
  const files = new HostTree(V1, V1_FILES);
  files.refusals.set(what, errno);
  const outcomes = new GroupTree(versionIn(files), files).place("d1", 42, { ...BOUNDS, quota: undefined });
  expect(outcomes).toEqual([{ what: "cpu.shares 8192", refused: why }, { what: "memory.limit_in_bytes 1152 MiB" }]);
});

test("one file refused is one bound not claimed", () => {
  const files = new HostTree(V1, V1_FILES);
  const path = "/cg/memory/box/argonaut-7/d1/memory.limit_in_bytes";
  files.refusals.set(`write ${path}`, "EBUSY");
  expect(new GroupTree(versionIn(files), files).place("d1", 42, BOUNDS).filter(({ refused }) => refused !== undefined)).toEqual([
    { what: "memory.limit_in_bytes 1152 MiB", refused: `${path}: EBUSY` },
  ]);
});

test("what the kernel makes something else of is not claimed", () => {
  const files = new HostTree(V1, V1_FILES);
  const read = files.read.bind(files);
  files.read = (path) => (path.endsWith("/cpu.shares") ? "2\n" : read(path));
  expect(new GroupTree(versionIn(files), files).place("d1", 42, BOUNDS)[0]).toEqual({
    what: "cpu.shares 8192",
    refused: "/cg/cpu/argonaut-7/d1/cpu.shares: wanted 8192, got 2",
  });
});

test("a group is taken away when its last process is gone, later if it is not yet", () => {
  const files = new HostTree(V1, V1_FILES);
  const tree = new GroupTree(versionIn(files), files);
  tree.place("d1", 42, BOUNDS);
  files.refusals.set("rmdir /cg/cpu/argonaut-7/d1", "EBUSY");
  tree.remove("d1");
  expect([...files.folders]).toEqual(["/cg/cpu/argonaut-7/d1"]);
  files.refusals.clear();
  tree.place("d2", 43, BOUNDS);
  expect([...files.folders]).toEqual(["/cg/cpu/argonaut-7/d2", "/cg/memory/box/argonaut-7/d2"]);
});

test.each([
  ["cpu.shares", (bounds: typeof BOUNDS) => knobsV1(bounds)[0]?.value, ["262144", "131072", "4"]],
  ["cpu.weight", (bounds: typeof BOUNDS) => knobsV2(bounds)[0]?.value, ["10000", "5000", "1"]],
])("%s keeps the weights' proportions where the largest is more than the kernel takes", (_, knob, values) => {
  expect([131_072, 65_536, 2].map((weight) => knob({ ...BOUNDS, weight, heaviest: 131_072 }))).toEqual(values);
});
