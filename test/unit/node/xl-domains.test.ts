import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Log, type LogRecord } from "../../../main/log/log.ts";
import { XlDomains } from "../../../main/node/backends/xl-domains.ts";
import { parseXlList, xlProgram } from "../../../main/node/backends/xl-program.ts";
import { Store } from "../../../main/xenstored/store.ts";
import { DOM0 } from "../../../protocol/ids.ts";
import { err, ok, type Result } from "../../../protocol/result.ts";
import { aFakeClock } from "../../support/clock.ts";

const CLUSTER = { name: "cluster", path: "/etc/cluster.cfg" };
const IVI = { name: "ivi", path: "/etc/ivi.cfg" };

/** A toolstack that runs what it is told to create, from domid 1 up, and a store whose special watches it fires. */
function aToolstack(refuse: readonly string[] = [], created: Promise<void> = Promise.resolve()) {
  const told: string[] = [];
  const running = new Map<string, number>([["Domain-0", 0]]);
  let next = 1;
  const xl = (words: readonly string[]): Promise<Result<string, string>> => {
    told.push(words.join(" "));
    const [verb, what = ""] = words;
    if (refuse.includes(words.join(" "))) return Promise.resolve(err(`xl ${words.join(" ")}: wanted exit code 0, got 3: no`));
    if (verb === "create") {
      running.set(what.replace(/.*\/(.*)\.cfg/, "$1"), next++);
      return created.then(() => ok(""));
    }
    if (verb === "destroy") running.delete(what);
    const listed = [...running].map(([name, domid]) => ({ domid, config: { c_info: { name }, b_info: {} } }));
    return Promise.resolve(ok(verb === "list" ? JSON.stringify(listed) : ""));
  };
  const records: LogRecord[] = [];
  const changes: Record<string, number>[] = [];
  const store = new Store({ timers: aFakeClock() });
  const domains = new XlDomains(
    xl,
    store.connect(DOM0),
    new Log(
      () => 0,
      (record) => void records.push(record),
    ),
    (now) => changes.push(Object.fromEntries(now)),
  );
  return {
    domains,
    running,
    changes,
    /** What it was told to do; it is asked what runs besides. */
    told: () => told.splice(0).filter((words) => words !== "list -l"),
    said: () => records.map(({ level, msg, data }) => ({ level, msg, ...data })),
  };
}

test("domains are created in boot order from their own files, and destroyed at the end, last first", async () => {
  const t = aToolstack();
  await t.domains.boot([CLUSTER, IVI]);
  const booted = t.told();
  await t.domains.end();
  expect([booted, t.changes.at(-1), t.told()]).toEqual([
    ["create /etc/cluster.cfg", "create /etc/ivi.cfg"],
    { "Domain-0": 0, cluster: 1, ivi: 2 },
    ["destroy ivi", "destroy cluster"],
  ]);
});

test("one that runs already is taken as it is, and is not ours to end", async () => {
  const t = aToolstack();
  t.running.set("cluster", 9);
  await t.domains.boot([CLUSTER, IVI]);
  await t.domains.end();
  expect(t.told()).toEqual(["create /etc/ivi.cfg", "destroy ivi"]);
});

test("one that cannot be created is told of in xl's words, and the next starts all the same", async () => {
  const t = aToolstack(["create /etc/cluster.cfg"]);
  await t.domains.boot([CLUSTER, IVI]);
  expect([t.said(), t.changes.at(-1)]).toEqual([
    [
      { level: "error", msg: "domain not created", name: "cluster", problem: "xl create /etc/cluster.cfg: wanted exit code 0, got 3: no" },
      { level: "info", msg: "domain created", name: "ivi" },
    ],
    { "Domain-0": 0, ivi: 1 },
  ]);
});

test("a domain that xl's own daemon starts again is known by its new domid; what did not change is not told", async () => {
  const t = aToolstack();
  await t.domains.boot([CLUSTER]);
  t.changes.length = 0;
  t.running.set("cluster", 5);
  await t.domains.look();
  await t.domains.look();
  t.running.delete("cluster");
  await t.domains.look();
  expect(t.changes).toEqual([{ "Domain-0": 0, cluster: 5 }, { "Domain-0": 0 }]);
});

test("an end that comes while a domain is being created waits for it, destroys it, and creates no more", async () => {
  let finish = (): void => undefined;
  const t = aToolstack([], new Promise((resolve) => (finish = resolve)));
  const booted = t.domains.boot([CLUSTER, IVI]);
  while (!t.running.has("cluster")) await Promise.resolve();
  const ended = t.domains.end();
  await new Promise((resolve) => setImmediate(resolve));
  finish();
  await Promise.all([booted, ended]);
  expect(t.told()).toEqual(["create /etc/cluster.cfg", "destroy cluster"]);
});

test("without a toolstack nothing is created, and that is an answer", async () => {
  const t = aToolstack(["list -l"]);
  expect([await t.domains.boot([CLUSTER]), t.told()]).toEqual([{ ok: false, error: "xl list -l: wanted exit code 0, got 3: no" }, []]);
});

test.each([
  ["one that is being built has no name yet", '[{"domid":3,"config":{"c_info":{}}},{"domid":4}]', ok([])],
  ["not JSON", "xl: command not found", err('xl list -l: wanted JSON, got "xl: command not found"')],
  ["not a list", '{"domid":1}', err("xl list -l: wanted an array, got object")],
])("xl list -l, %s", (_, text, answer) => {
  expect(parseXlList(text)).toEqual(answer);
});

test("a program's output is its answer; what it said on stderr, its exit code and a missing program are errors", async () => {
  const folder = mkdtempSync(join(tmpdir(), "argonaut-xl-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = join(folder, "xl");
  writeFileSync(program, '#!/bin/sh\n[ "$1" = fail ] && { echo "no such domain" >&2; exit 3; }\necho "$@"\n');
  chmodSync(program, 0o755);
  const xl = xlProgram(program);
  expect([await xl(["list", "-l"]), await xl(["fail"]), await xlProgram(join(folder, "none"))(["list"])]).toEqual([
    ok("list -l\n"),
    err(`${program} fail: wanted exit code 0, got 3: no such domain`),
    err(expect.stringMatching(/^wanted to run \S+none list, got: spawn \S+ ENOENT$/)),
  ]);
});
