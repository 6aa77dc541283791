/** What dom0 says it enforces, held against what the kernel says of the processes. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { expect, test } from "playwright/test";
import { ownCgroups } from "../../main/launch/own-cgroups.mjs";
import { processorsOf as allowedProcessors } from "../../main/node/enforcement/open-enforcement.ts";
import { CockpitApp } from "./cockpit-app.ts";

test.skip(process.platform !== "linux", "/proc and control groups are Linux's");

const MIB = 2 ** 20;
const SCHED_RR = "2";
/** Whether we, who are the launcher here, may give real time: not as another user, and not in a container without CAP_SYS_NICE. */
const mayGiveRealTime = process.getuid?.() === 0 && availableParallelism() > 1 && spawnSync("chrt", ["--rr", "1", "true"]).status === 0;

/** proc(5): a field of each thread's stat; they are counted from 3 behind the name. */
function ofThreads(pid: number, field: number): string[] {
  return readdirSync(`/proc/${pid}/task`).map(
    (thread) => readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8").split(") ")[1]?.split(" ")[field - 3] ?? "",
  );
}
/** The niceness of a process's first thread. Chromium gives some of its helpers another one. */
const niceOf = (pid: number): number => Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[19 - 3]);
/** That of the least nice of all its threads. */
const leastNice = (pid: number): number => Math.min(...ofThreads(pid, 19).map(Number));
const policyOf = (pid: number): string => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[41 - 3] ?? "";
const policies = (pid: number): string[] => [...new Set(ofThreads(pid, 41))];

/** Where a process's first thread may run (proc(5), Cpus_allowed_list). */
const processorsOf = (pid: number): readonly number[] => allowedProcessors({ read: () => readFileSync(`/proc/${pid}/status`, "utf8") });

/** Threads by the name that their process has, of one scheduling policy. */
function unnamedIn(pid: number, policy: string): readonly string[] {
  const name = readFileSync(`/proc/${pid}/comm`, "utf8");
  return readdirSync(`/proc/${pid}/task`).filter((thread) => {
    const folder = `/proc/${pid}/task/${thread}`;
    return (
      readFileSync(`${folder}/comm`, "utf8") === name &&
      readFileSync(`${folder}/stat`, "utf8").split(") ")[1]?.split(" ")[41 - 3] === policy
    );
  });
}

/** The folders of the groups that a process is in, by what they control. One in real time is in a group for that; `home` is its own. */
function groupsOf(pid: number, home = "dom0"): { readonly cpu: string; readonly memory: string } {
  const own = ownCgroups(readFileSync(`/proc/${pid}/cgroup`, "utf8"), readFileSync("/proc/self/mountinfo", "utf8"));
  const of = (controller: string): string =>
    (own.find(({ controllers }) => controllers.includes(controller)) ?? own.find(({ version }) => version === 2))?.folder ?? "";
  return { cpu: of("cpu").replace(/\/realtime$/, `/${home}`), memory: of("memory") };
}

/** What a line claims to have applied: what stands before what was not. */
const claims = (line: string): string[] =>
  line
    .replace(/^[^:]+: /, "")
    .split("; ")
    .filter((part) => !part.includes(" not applied: "))
    .flatMap((part) => part.split(", "));

/** What the kernel says where a claim of that kind is made; undefined for one that is no setting of the kernel's. */
function asTheKernelHasIt(claim: string, pid: number, home: string): string | undefined {
  const [name = ""] = claim.split(" ");
  const file = (controller: "cpu" | "memory"): string => readFileSync(`${groupsOf(pid, home)[controller]}/${name}`, "utf8").trim();
  if (name === "nice") return claim.replace(/-?\d+/, String(niceOf(pid)));
  // It has settled by now, and has what the rest of the line says.
  if (name === "cpu.idle") return file("cpu") === "0" ? claim : "cpu.idle still";
  if (name.startsWith("cpu.")) return `${name} ${file("cpu")}`;
  if (name.startsWith("memory.")) return `${name} ${Number(file("memory")) / MIB} MiB`;
  return undefined;
}

const checked = (line: string, pid: number, home: string): { claimed: string[]; kernel: string[] } => {
  const settings = claims(line).filter((claim) => /^(nice|cpu\.|memory\.)/.test(claim));
  return { claimed: settings, kernel: settings.map((claim) => asTheKernelHasIt(claim, pid, home) ?? claim) };
};

/** A domain that has shown frames for a while is idle no more. */
const settled = (pid: number): Promise<void> =>
  expect
    .poll(
      () => {
        const file = `${groupsOf(pid).cpu}/cpu.idle`;
        return existsSync(file) ? readFileSync(file, "utf8").trim() : "0";
      },
      { timeout: 15_000 },
    )
    .toBe("0");

const lineOf = (lines: readonly string[], name: string): string => lines.find((line) => line.startsWith(`${name}: `)) ?? "";

test("what dom0 says it applied to each domain, the kernel says, too; and a domain that comes again has it again", async () => {
  const app = await CockpitApp.drive("--seed", "1");
  const main = app.electron.process().pid ?? 0;
  let { enforcement, domains } = await app.status();
  console.log(enforcement.join("\n"));
  expect(enforcement.map((line) => line.split(":")[0])).toEqual(["dom0", "cluster", "ivi"]);

  const dom0 = checked(lineOf(enforcement, "dom0"), main, "dom0");
  expect(dom0.kernel).toEqual(dom0.claimed);
  const overlays = await app.electron.evaluate(() => globalThis.cockpitRun.options.desk.displays.map(({ window }) => window.overlayPid()));
  for (const pid of overlays) {
    expect({ groups: groupsOf(pid), nice: niceOf(pid) }).toEqual({ groups: groupsOf(main), nice: niceOf(main) });
    const claimed = claims(lineOf(enforcement, "dom0")).some((claim) => claim.includes("SCHED_RR"));
    // Threads that start later are as any.
    expect(policyOf(pid)).toBe(claimed ? SCHED_RR : "0");
  }

  for (const name of ["cluster", "ivi"]) {
    const { pid = 0, domid = 0 } = domains.find((domain) => domain.name === name) ?? {};
    const line = lineOf(enforcement, name);
    await settled(pid);
    const { claimed, kernel } = checked(line, pid, `d${domid}`);
    expect(claimed).toContainEqual(expect.stringMatching(/^nice \d+$/));
    expect(kernel).toEqual(claimed);
    // Some may be nicer, which is Chromium's doing; none less, which would be a thread that was missed.
    expect(leastNice(pid)).toBe(niceOf(pid));
    const grouped = claimed.some((claim) => claim.startsWith("cpu."));
    expect(groupsOf(pid, `d${domid}`).cpu).toMatch(grouped ? new RegExp(`/d${domid}$`) : groupsOf(main).cpu);
  }
  // dom0 before the cluster, the cluster before the infotainment.
  const pidOf = (name: string): number | undefined => domains.find((domain) => domain.name === name)?.pid;
  const order = [main, pidOf("cluster") ?? 0, pidOf("ivi") ?? 0].map(niceOf);
  expect(order).toEqual([...new Set(order)].sort((a, b) => a - b));

  const before = pidOf("ivi") ?? 0;
  const left = groupsOf(before).cpu;
  const grouped = left !== groupsOf(main).cpu;
  process.kill(before, "SIGKILL");
  await expect
    .poll(async () => {
      ({ enforcement, domains } = await app.status());
      return [undefined, 0, before].includes(pidOf("ivi")) ? "" : lineOf(enforcement, "ivi");
    })
    .not.toBe("");
  await app.untilLive();
  ({ enforcement, domains } = await app.status());
  await settled(pidOf("ivi") ?? 0);
  const home = `d${domains.find(({ name }) => name === "ivi")?.domid ?? 0}`;
  const again = checked(lineOf(enforcement, "ivi"), pidOf("ivi") ?? 0, home);
  expect(again.kernel).toEqual(again.claimed);
  if (grouped) expect(existsSync(left)).toBe(false);
  await app.end();
});

test("who was promised processor time comes to be in real time where the launcher can give it, the heavier before the lighter and dom0 before both", async () => {
  const app = await CockpitApp.drive("--seed", "1");
  const dom0 = app.electron.process().pid ?? 0;
  const { domains } = await app.status();
  // Of a process's first thread: Chromium starts others later, which are as any.
  const scheduled = (pid: number): string =>
    [41, 40].map((field) => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[field - 3]).join(" ");
  const pidOf = (name: string): number => domains.find((domain) => domain.name === name)?.pid ?? 0;
  let line = "";
  const isClaimed = (): boolean => claims(line).includes("SCHED_RR 3");
  const look = async (): Promise<string> => (line = lineOf((await app.status()).enforcement, "cluster"));
  await expect.poll(look, { timeout: 15_000 }).toContain("SCHED_RR 3");
  // On a slow machine it may have used more than it was promised meanwhile; then it has it no more, and its line says so.
  await expect
    .poll(async () => (await look(), (scheduled(pidOf("cluster")) === `${SCHED_RR} 3`) === isClaimed()), { timeout: 15_000 })
    .toBe(true);
  console.log(line);
  if (!isClaimed()) expect(line).toMatch(/SCHED_RR 3 not applied: \S/);
  if (mayGiveRealTime) expect(line).not.toContain("as root only");
  if (isClaimed()) {
    expect(scheduled(dom0)).toBe(`${SCHED_RR} 4`);
    // Of those that nobody named the main thread, and the one that waits on its loop.
    expect(unnamedIn(dom0, SCHED_RR).length).toBe(2);
    // What its frames are shown by.
    const display = Number(process.env["ARGONAUT_XVFB_PID"]);
    expect(scheduled(display)).toBe(`${SCHED_RR} 4`);
    // A processor of dom0's, which the GPU process is not on.
    const [first] = processorsOf(process.pid);
    expect([processorsOf(dom0), processorsOf(display)]).toEqual([[first], [first]]);
    const gpu = await app.electron.evaluate(({ app: electron }) => electron.getAppMetrics().find(({ type }) => type === "GPU")?.pid ?? 0);
    expect(processorsOf(gpu)).not.toContain(first);
    expect(processorsOf(pidOf("cluster"))).toEqual(processorsOf(process.pid));
  }
  // The infotainment has its own a moment later, and behind the GPU process's main thread.
  const others = async (): Promise<string> => lineOf((await app.status()).enforcement, "ivi");
  await expect.poll(others, { timeout: 15_000 }).toContain("SCHED_RR 1");
  await expect
    .poll(async () => claims(await others()).includes("SCHED_RR 1") === (scheduled(pidOf("ivi")) === `${SCHED_RR} 1`), { timeout: 15_000 })
    .toBe(true);
  await app.end();
});

test("with --no-enforcement nothing is: every process as the system has it", async () => {
  const app = await CockpitApp.drive("--no-enforcement", "--seed", "1");
  const main = app.electron.process().pid ?? 0;
  const { enforcement, domains } = await app.status();
  expect(enforcement).toEqual(["off: --no-enforcement"]);
  const pids = [main, ...domains.flatMap(({ pid }) => (pid === undefined || pid <= 0 ? [] : [pid]))];
  expect(pids.length).toBe(3);
  const usual = { groups: groupsOf(process.pid), nice: niceOf(process.pid), policies: ["0"] };
  for (const pid of pids) expect({ groups: groupsOf(pid), nice: niceOf(pid), policies: policies(pid) }).toEqual(usual);
  await app.end();
});
