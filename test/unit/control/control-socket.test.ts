import { mkdtempSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { askControl } from "../../../main/node/control-client.ts";
import { controlSocketPath, serveControl, type ControlSocket, type Verbs } from "../../../main/node/control-socket.ts";
import { err, ok } from "../../../protocol/result.ts";
import { value } from "../../support/machine.ts";

let folder = "";
let served: ControlSocket | undefined;
const hungUp: string[] = [];

const verbs: Verbs = {
  echo: ({ args }) => Promise.resolve(ok(args)),
  refuse: () => Promise.resolve(err("not today")),
  count: ({ say }) => {
    for (const n of [1, 2, 3]) say({ n });
    return Promise.resolve(ok("counted"));
  },
  wait: ({ gone }) => new Promise((resolve) => gone.addEventListener("abort", () => resolve(ok(hungUp.push("gone"))))),
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "argonaut-control-"));
  served = value(await serveControl(verbs, controlSocketPath(join(folder, "socket"))));
});
afterEach(async () => {
  await served?.close();
  rmSync(folder, { recursive: true });
});

const path = (): string => served?.path ?? "";

/** What is answered to octets that no client of ours would send. */
const raw = (text: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(path(), () => socket.write(text));
    socket.setEncoding("utf8").on("data", (answer: string) => {
      resolve(answer);
      socket.destroy();
    });
    socket.on("close", () => resolve("hung up"));
    socket.on("error", () => resolve("hung up"));
  });

test("a verb is given its arguments, and its answer comes back", async () => {
  expect(await askControl(path(), "echo", { a: 1 })).toEqual(ok({ a: 1 }));
});

test("what a verb refuses is told with its reason", async () => {
  expect(await askControl(path(), "refuse", {})).toEqual(err("not today"));
});

test("what a verb says before its answer is heard in order", async () => {
  const said: unknown[] = [];
  const answer = await askControl(path(), "count", {}, { onLine: (line) => said.push(line) });
  expect({ said, answer }).toEqual({ said: [{ n: 1 }, { n: 2 }, { n: 3 }], answer: ok("counted") });
});

test("a verb learns that its client hung up", async () => {
  const enough = new AbortController();
  const asked = askControl(path(), "wait", {}, { until: enough.signal });
  await askControl(path(), "echo", {});
  enough.abort();
  await asked;
  while (hungUp.length === 0) await new Promise((resolve) => void setImmediate(resolve));
  expect(hungUp).toEqual(["gone"]);
});

test.each([
  ["an unknown verb", '{"verb":"toString"}\n', '{"error":"toString: unknown; there are count, echo, refuse, wait"}\n'],
  ["what is no JSON", "hello\n", '{"error":"wanted a line {\\"verb\\": \\"…\\", \\"args\\": {…}}"}\n'],
  ["arguments that are no object", '{"verb":"echo","args":[1]}\n', '{"error":"wanted a line {\\"verb\\": \\"…\\", \\"args\\": {…}}"}\n'],
])("%s is refused with what was wanted", async (_, sent, answer) => {
  expect(await raw(sent)).toBe(answer);
});

test("a client that never ends its line is hung up on", async () => {
  expect(await raw("x".repeat(100_000))).toBe("hung up");
});

test("the socket is its owner's alone", () => {
  expect(statSync(path()).mode & 0o777).toBe(0o600);
});

test("where no cockpit runs, a client is told so", async () => {
  const nowhere = join(folder, "nothing");
  expect(await askControl(nowhere, "echo", {})).toEqual(err(`no cockpit is running that listens at ${nowhere}`));
});
