/** `npm run xs` beside Debian's xenstore-utils, on the same store: the same stdout, octet for octet, and the same exit code. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "../../../main/launch/places.mjs";
import { startDaemon, type Daemon } from "../../support/daemon.ts";
import { run, start, type Ended, type Running } from "../../support/program.ts";

const XS = join(ROOT, "out", "node", "xs.mjs");

let daemon: Daemon;
const theirs = (verb: string, ...args: readonly string[]): Running => start(`xenstore-${verb}`, args, daemon.env);
const ours = (verb: string, ...args: readonly string[]): Running => start(process.execPath, [XS, verb, ...args], daemon.env);

type Answer = Pick<Ended, "code" | "stdout">;
const answer = async (program: Running): Promise<Answer> => {
  const { code, stdout } = await program.ended;
  return { code, stdout };
};

/** The whole store, as theirs shows it. */
const store = async (path: string): Promise<string> => (await theirs("ls", "-f", "-p", path).ended).stdout;

const AWKWARD = ["/same/text", "a\\tb\\nc\\\\ \"d\" 'e' \\r\\001\\x08\\x1f\\x7f\\x80\\xff", "/same/nul", "a\\x00b", "/same/utf8", "ä€"];
const LONG = ["/same/long", "v".repeat(100), "/same/newlines", "\\n".repeat(40), "/same/fits/a/b/c/d", "v".repeat(62)];
const DEEP = [`/same/${"deep/".repeat(80)}end`, "down there", `/same/${"n".repeat(120)}`, "a long name"];

beforeAll(async () => {
  daemon = await startDaemon();
  for (const words of [AWKWARD, LONG, DEEP]) expect(await answer(theirs("write", ...words))).toEqual({ code: 0, stdout: "" });
  expect(await answer(theirs("chmod", "/same/text", "n7", "r8", "w9", "b10"))).toEqual({ code: 0, stdout: "" });
  const many = Array.from({ length: 140 }, (_, i) => [`/same/many/a-name-of-thirty-two-octets-${10_000 + i}`, String(i)]);
  expect(await answer(theirs("write", ...many.flat()))).toEqual({ code: 0, stdout: "" });
});
afterAll(() => daemon.stop());

test.each([
  ["ls"],
  ["ls", "-f"],
  ["ls", "-p"],
  ["ls", "-f", "-p"],
  ["ls", "-fp", "/same"],
  ["ls", "/same", "/tool"],
  ["ls", "-s", "/same"],
  ["ls", "--flat", "/same/many"],
  ["ls", "/same/none"],
  ["ls", "/same/text"],
  ["read", "/same/text"],
  ["read", "/same/nul", "/same/utf8"],
  ["read", "-p", "/same/text", "/same/long"],
  ["read", "-R", "/same/text"],
  ["read", "-R", "-p", "/same/nul", "/same/utf8"],
  ["read", "/same"],
  ["read", "/same/none"],
  ["read", "/same/long", "/same/none", "/same/nul"],
  ["read"],
  ["list", "/same"],
  ["list", "/"],
  ["list", "-p", "/same"],
  ["list", "-p", "/"],
  ["list", "-p", "/same", "/same/none"],
  ["list", "/same/many"],
  ["list", "/same/text"],
  ["list"],
  ["exists", "/same", "/same/text"],
  ["exists", "/same", "/same/none"],
  ["exists", "/same//text"],
  ["write", "/same/odd"],
  ["write", "/same/", "x"],
  ["rm", "/same/none/a"],
  ["chmod", "/same/none", "n0"],
  ["chmod", "/same/text", "x0"],
  ["watch", "-n", "1", "/same/none"],
  ["watch", "-n", "0", "/same/none"],
  ["watch", "-n", "2", "@releaseDomain", "here"],
  ["frob"],
])("%s %s %s %s %s", async (verb, ...args) => {
  const words = args.filter((word) => word !== undefined);
  const [own, real] = await Promise.all([
    answer(ours(verb, ...words)),
    verb === "frob" ? { code: 1, stdout: "" } : answer(theirs(verb, ...words)),
  ]);
  expect(own).toEqual(real);
});

/** What each makes of the same store, below a folder of its own, whose name is left out of what is compared. */
async function made(by: typeof ours, folder: string, ...commands: readonly (readonly [string, ...string[]])[]): Promise<unknown> {
  const answers: Answer[] = [];
  for (const [verb, ...args] of commands) answers.push(await answer(by(verb, ...args.map((word) => word.replace("@", folder)))));
  return { answers, store: (await store(folder)).replaceAll(folder, "@") };
}

test.each([
  ["write", [["write", "@/a/b", "1\\n\\x41\\101\\8\\q\\", "@/ä", "x", "@/c", ""]]],
  ["write of any octets", [["write", "@/a", "1\\x00\\x80\\xff\\377\\7ä", "@/b", "\\\\"]]],
  ["write -R", [["write", "-R", "@/a", "1\\n\\"]]],
  [
    "rm",
    [
      ["write", "@/a/b/c", "", "@/d", ""],
      ["rm", "@/a", "@/e"],
    ],
  ],
  [
    "rm -t",
    [
      ["write", "@/a", "kept", "@/a/b/c/d", ""],
      ["rm", "-t", "@/a/b/c/d"],
    ],
  ],
  [
    "rm -t beside another",
    [
      ["write", "@/a/b/c", "", "@/a/b/d", ""],
      ["rm", "-t", "@/a/b/c"],
    ],
  ],
  [
    "chmod",
    [
      ["write", "@/a/b", ""],
      ["chmod", "@/a", "n1", "r2", "w3", "b4"],
    ],
  ],
  [
    "chmod -r",
    [
      ["write", "@/a/b/c", "", "@/a/d", "", "@/e", ""],
      ["chmod", "-r", "@/a", "n1", "r2"],
    ],
  ],
  [
    "chmod -u",
    [
      ["write", "@/a/b/c", "", "@/a/d", ""],
      ["chmod", "-u", "@/a/b", "n1", "r2"],
    ],
  ],
  [
    "chmod -u -r",
    [
      ["write", "@/a/b/c", "", "@/a/d", ""],
      ["chmod", "-u", "-r", "@/a/b", "n1", "r2"],
    ],
  ],
] as const)("%s makes the same of the store", async (name, commands) => {
  const folder = `/${name.replaceAll(/\W/g, "-")}`;
  const own = await made(ours, `${folder}-ours`, ...commands);
  const real = await made(theirs, `${folder}-theirs`, ...commands);
  expect(own).toEqual(real);
});

test("watch -n tells of the same changes", async () => {
  const both = [ours, theirs].map((by) => by("watch", "-n", "6", "/watched"));
  for (const watch of both) await watch.printed(1);
  await theirs("write", "/watched/a", "1").ended;
  await theirs("write", "/watched/b/c", "2").ended;
  await theirs("chmod", "/watched/a", "n5").ended;
  await theirs("rm", "/watched/b").ended;
  await theirs("write", "/watched/x", "", "/watched/y", "").ended;
  const [own, real] = await Promise.all(both.map(answer));
  expect(own).toEqual(real);
  expect(own).toEqual({ code: 0, stdout: "/watched\n/watched/a\n/watched/b/c\n/watched/a\n/watched/b\n/watched/x\n" });
});

test("without a daemon a client says where it looked and what it found, and exits with 1", async () => {
  const nowhere = join(daemon.socket, "..", "nothing");
  expect(await run(process.execPath, [XS, "ls"], { XENSTORED_PATH: nowhere })).toEqual({
    code: 1,
    stdout: "",
    stderr: `xs: ${nowhere}: wanted xenstored's socket, found nothing (ENOENT)\n`,
  });
});

test("a client whose daemon ends while it watches says so, and exits with 1", async () => {
  const mortal = await startDaemon();
  const watch = start(process.execPath, [XS, "--socket", mortal.socket, "watch", "/a"]);
  await watch.printed(1);
  await mortal.stop();
  expect(await watch.ended).toEqual({ code: 1, stdout: "/a\n", stderr: `xs: ${mortal.socket}: xenstored ended the connection\n` });
});

test("quota tells limits, a domain's share and what it was refused; stats what the store holds", async () => {
  const lines = async (...words: readonly [string, ...string[]]): Promise<(string | undefined)[]> =>
    (await answer(ours(...words))).stdout.split("\n").map((line) => /^[a-z]+/i.exec(line)?.[0]);
  expect(await lines("quota")).toEqual(expect.arrayContaining(["nodes", "watches", "dom"]));
  expect(await lines("quota", "0")).toEqual(["dom", undefined]);
  expect(await lines("stats")).toEqual(expect.arrayContaining(["connections", "nodes", "watches"]));
});

test("control tells the daemon's commands for one that it does not know, and exits with 3", async () => {
  const { code, stdout, stderr } = await ours("control", "frob").ended;
  expect([code, stdout, stderr.split("\n")[0]]).toEqual([3, "", "xs: control frob: EINVAL; the daemon knows:"]);
});
