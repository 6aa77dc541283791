/** The launcher's end of real time: what it does for dom0, and what it does for nobody. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { realtimeBroker } from "../../../main/launch/realtime.mjs";
import { askLauncher } from "../../../main/node/enforcement/ask-launcher.ts";

const LINUX = process.platform === "linux";
const ROOT = LINUX && process.getuid() === 0;
const NO_GROUPS = { procs: [], name: undefined, realtime: () => undefined };
const self = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const undo = [];

afterEach(() => undo.splice(0).forEach((act) => act()));

async function broker(user = self, groups = NO_GROUPS, display = undefined) {
  const path = mkdtempSync(join(tmpdir(), "argonaut-realtime-"));
  const { env, close } = await realtimeBroker(user, groups, { path }, display);
  undo.push(() => (close(), rmSync(path, { recursive: true, force: true })));
  return env.ARGONAUT_REALTIME_SOCKET;
}

function child(user = {}) {
  const process = spawn("sleep", ["60"], { stdio: "ignore", ...user });
  undo.push(() => process.kill("SIGKILL"));
  return process.pid;
}

/** proc(5): policy and real-time priority are fields 41 and 40. */
function scheduled(thread) {
  const fields = readFileSync(`/proc/${thread}/stat`, "utf8").split(") ").at(-1).split(" ");
  return { policy: Number(fields[38]), priority: Number(fields[37]) };
}

test.runIf(LINUX)("without another user there is nobody to give real time for", async () => {
  expect((await realtimeBroker(undefined, NO_GROUPS, { path: tmpdir() })).env).toEqual({});
  expect(await askLauncher(undefined)({ priority: 1 }, [1])).toBe("the launcher gives real time as root only");
});

test.runIf(LINUX)("the socket is the user's alone", async () => {
  expect(statSync(await broker()).mode & 0o777).toBe(0o600);
});

test.runIf(LINUX).each([
  [10, "wanted a priority from 0 to 9, got 10"],
  [-1, "wanted a priority from 0 to 9, got -1"],
  [1.5, "wanted a priority from 0 to 9, got 1.5"],
])("priority %s is refused, and said which there are", async (priority, problem) => {
  expect(await askLauncher(await broker())({ priority }, [child()])).toBe(problem);
});

test.runIf(LINUX).each([
  [[], "wanted a list of processors from 0 to 1023, got []"],
  [[0, 1024], "wanted a list of processors from 0 to 1023, got [0,1024]"],
  ["0", 'wanted a list of processors from 0 to 1023, got "0"'],
])("processors %j are refused, and said what is wanted", async (processors, problem) => {
  expect(await askLauncher(await broker())({ processors }, [child()])).toBe(problem);
});

test.runIf(LINUX)("the launcher itself is nobody's thread, by no name, and one request wants one thing", async () => {
  const ask = askLauncher(await broker());
  expect(await ask({ priority: 0 }, [0])).toBe("thread 0 is not the cockpit's");
  expect(await ask({ priority: 0 }, [-1])).toBe("thread -1 is not the cockpit's");
  // Cut to 32 bits this is thread 1, whoever that is.
  expect(await ask({ priority: 0 }, [2 ** 32 + 1])).toBe("thread 4294967297 is not the cockpit's");
  expect(await ask({ priority: 0, processors: [0] }, [child()])).toBe("wanted a priority or processors, got both");
});

test.runIf(LINUX)("a thread runs where it is told to, and a processor that is not there is an error", async () => {
  const ask = askLauncher(await broker());
  const pid = child();
  const allowed = () => /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1];
  const [first] = allowed().split(/[-,]/);
  expect(await ask({ processors: [Number(first)] }, [pid])).toBeUndefined();
  expect(allowed()).toBe(first);
  expect(await ask({ processors: [1023] }, [pid])).toBe("EINVAL");
});

test.runIf(ROOT)(
  "threads of another user are refused, and those outside the run's control groups; nothing is done to the others either",
  async () => {
    const other = { uid: 65_534, gid: 65_534 };
    const pid = child(other);
    expect(await askLauncher(await broker(other))({ priority: 1 }, [pid, process.pid])).toBe(`thread ${process.pid} is not the cockpit's`);
    expect(await askLauncher(await broker(other, { ...NO_GROUPS, procs: ["x"], name: "argonaut-0" }))({ priority: 1 }, [pid])).toBe(
      `thread ${pid} is not the cockpit's`,
    );
    expect(await askLauncher(await broker(other))({ priority: 1 }, ["1; reboot"])).toBe('thread "1; reboot" is not the cockpit\'s');
    expect(scheduled(pid)).toEqual({ policy: 0, priority: 0 });
  },
);

test.runIf(ROOT)("the virtual display is ours in whatever control group it is", async () => {
  const other = { uid: 65_534, gid: 65_534 };
  const [pid, display] = [child(other), child(other)];
  const ask = askLauncher(await broker(other, { ...NO_GROUPS, procs: ["x"], name: "argonaut-0" }, display));
  expect(await ask({ priority: 0 }, [display])).toBeUndefined();
  expect(await ask({ priority: 0 }, [display, pid])).toBe(`thread ${pid} is not the cockpit's`);
});

test.runIf(LINUX)("a thread that is gone is nobody's loss", async () => {
  expect(await askLauncher(await broker())({ priority: 0 }, [4_194_302])).toBeUndefined();
});

test.runIf(LINUX)("a launcher that has ended is told of, and not waited for", async () => {
  const path = await broker();
  undo.splice(0).forEach((act) => act());
  expect(await askLauncher(path)({ priority: 1 }, [1])).toMatch(/realtime\.socket: connect ENOENT/);
});

/** Whether this machine's root may: not in a container without CAP_SYS_NICE. */
const may = ROOT && spawnSync("chrt", ["--rr", "1", "true"]).status === 0;

test.runIf(may)("on this machine threads are scheduled in real time, what they start is not, and they can be as they were", async () => {
  const ask = askLauncher(await broker(self));
  const starts = "process.stdin.once('data', () => console.log(require('child_process').spawn('sleep', ['60'], { stdio: 'ignore' }).pid))";
  const parent = spawn(process.execPath, ["-e", starts], { stdio: ["pipe", "pipe", "ignore"] });
  undo.push(() => parent.kill("SIGKILL"));
  expect(await ask({ priority: 2 }, [parent.pid])).toBeUndefined();
  expect(scheduled(parent.pid)).toEqual({ policy: 2, priority: 2 });
  parent.stdin.write("go\n");
  const [started] = await once(parent.stdout, "data");
  undo.push(() => process.kill(Number(started), "SIGKILL"));
  expect(scheduled(Number(started))).toEqual({ policy: 0, priority: 0 });
  expect(await ask({ priority: 0 }, [parent.pid])).toBeUndefined();
  expect(scheduled(parent.pid)).toEqual({ policy: 0, priority: 0 });
});
