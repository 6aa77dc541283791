import { expect, test } from "vitest";
import type { Request } from "../../../main/node/xs/request.ts";
import { perform } from "../../../main/node/xs/verbs.ts";
import { DOM0 } from "../../../protocol/ids.ts";
import { scriptedDaemon, type ScriptedAnswer } from "../../support/scripted-daemon.ts";

/** Performs a request against scripted answers: what it printed, its problems, its exit code, and what it asked. */
async function performed(request: Request, answers: readonly ScriptedAnswer[]): Promise<Record<string, unknown>> {
  const { client, asked } = scriptedDaemon(answers);
  let printed = "";
  const problems: string[] = [];
  const terminal = {
    columns: undefined,
    print: (text: string) => void (printed += text),
    problem: (text: string) => void problems.push(text),
  };
  const code = await perform(request, client, terminal);
  return { code, printed, problems, asked: asked.map(([op, , payload]) => [op, ...payload.split("\0")].join(" ").trim()) };
}

test("one key is read without a transaction", async () => {
  expect(await performed({ verb: "read", paths: ["/a"], prefix: false, raw: false }, ["x\ny"])).toEqual({
    code: 0,
    printed: "x\\ny\n",
    problems: [],
    asked: ["READ /a"],
  });
});

test("what was read before a key that is missing is printed all the same", async () => {
  expect(
    await performed({ verb: "read", paths: ["/a", "/b"], prefix: true, raw: false }, ["1\0", "x", { error: "ENOENT" }, "OK\0"]),
  ).toEqual({
    code: 1,
    printed: "/a: x\n",
    problems: ["could not read /b: ENOENT"],
    asked: ["TRANSACTION_START", "READ /a", "READ /b", "TRANSACTION_END F"],
  });
});

test("what a lost run through a transaction found is not printed", async () => {
  const answers = ["1\0", "old", "x", { error: "EAGAIN" }, "2\0", "new", "x", "OK\0"];
  const { code, printed } = await performed({ verb: "read", paths: ["/a", "/b"], prefix: false, raw: false }, answers);
  expect([code, printed]).toEqual([0, "new\nx\n"]);
});

test("exists is silent about what is not there", async () => {
  expect(await performed({ verb: "exists", paths: ["/a"] }, ["1\0", { error: "ENOENT" }, "OK\0"])).toMatchObject({
    code: 1,
    printed: "",
    problems: [],
  });
});

test("a tidy rm goes on upwards as long as what is above has no value and no children", async () => {
  const answers = ["1\0", "OK\0", "", "", "OK\0", "", "other\0", "OK\0"];
  expect(await performed({ verb: "rm", paths: ["/a/b/c"], tidy: true }, answers)).toMatchObject({
    code: 0,
    asked: ["TRANSACTION_START", "RM /a/b/c", "READ /a/b", "DIRECTORY /a/b", "RM /a/b", "READ /a", "DIRECTORY /a", "TRANSACTION_END T"],
  });
});

test("a tidy rm leaves a node that has a value", async () => {
  expect(await performed({ verb: "rm", paths: ["/a/b"], tidy: true }, ["1\0", "OK\0", "value", "", "OK\0"])).toMatchObject({
    code: 0,
    asked: ["TRANSACTION_START", "RM /a/b", "READ /a", "TRANSACTION_END T"],
  });
});

test("a tidy rm never removes the root", async () => {
  expect(await performed({ verb: "rm", paths: ["/a"], tidy: true }, ["1\0", "OK\0", "OK\0"])).toMatchObject({
    code: 0,
    asked: ["TRANSACTION_START", "RM /a", "TRANSACTION_END T"],
  });
});

test("chmod -u -r goes down from the node, then up from it, and leaves the root", async () => {
  const answers = ["1\0", "OK\0", "c\0", "OK\0", "", "OK\0", "OK\0"];
  const request = { verb: "chmod", path: "/a/b", perms: [{ domid: DOM0, access: "r" }], upto: true, recurse: true } as const;
  expect(await performed(request, answers)).toMatchObject({
    code: 0,
    asked: [
      "TRANSACTION_START",
      "SET_PERMS /a/b r0",
      "DIRECTORY /a/b",
      "SET_PERMS /a/b/c r0",
      "DIRECTORY /a/b/c",
      "SET_PERMS /a r0",
      "TRANSACTION_END T",
    ],
  });
});

test("chmod -r on the root reaches its children", async () => {
  const request = { verb: "chmod", path: "/", perms: [{ domid: DOM0, access: "r" }], upto: false, recurse: true } as const;
  expect(await performed(request, ["1\0", "OK\0", "a\0", "OK\0", "", "OK\0"])).toMatchObject({
    code: 0,
    asked: ["TRANSACTION_START", "SET_PERMS / r0", "DIRECTORY /", "SET_PERMS /a r0", "DIRECTORY /a", "TRANSACTION_END T"],
  });
});

test("a node that vanishes while ls goes through the tree has nothing below it", async () => {
  const answers = ["a\0b\0", "1", { error: "ENOENT" }, "2", ""];
  expect(await performed({ verb: "ls", paths: ["/"], flat: true, perms: false }, answers)).toMatchObject({
    code: 0,
    printed: '/a = "1"\n/b = "2"\n',
    problems: [],
  });
});

test("a watch for no events sets the watch and ends", async () => {
  expect(await performed({ verb: "watch", paths: ["/a"], events: 0 }, ["OK\0"])).toMatchObject({
    code: 0,
    printed: "",
    asked: ["WATCH /a /a"],
  });
});

test("a control command that the daemon does not know is answered with those that it does, and exits with 3", async () => {
  expect(await performed({ verb: "control", words: ["frob"] }, [{ error: "EINVAL" }, "help\nquota\0"])).toEqual({
    code: 3,
    printed: "",
    problems: ["control frob: EINVAL; the daemon knows:\nhelp\nquota"],
    asked: ["CONTROL frob", "CONTROL help"],
  });
});
