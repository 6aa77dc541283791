import { expect, test } from "vitest";
import { clientSocketPath, defaultSocketPath } from "../../../main/node/socket-path.ts";

const user = { uid: 1000, tmp: "/tmp" };
const root = { uid: 0, tmp: "/tmp" };

test("the daemon's socket is in the user's run-time directory", () => {
  expect(defaultSocketPath({ XDG_RUNTIME_DIR: "/run/user/1000" }, user)).toBe("/run/user/1000/argonaut/xenstored/socket");
});

test("root's is the system's, whatever run-time directory it has", () => {
  expect(defaultSocketPath({ XDG_RUNTIME_DIR: "/run/user/0" }, root)).toBe("/run/argonaut/xenstored/socket");
});

test("without a run-time directory a user has one of the temporary folder that bears the user's number", () => {
  expect(defaultSocketPath({}, user)).toBe("/tmp/argonaut-1000/xenstored/socket");
});

test("the daemon's socket is not where a client is told to look", () => {
  expect(defaultSocketPath({ XENSTORED_PATH: "/xen/socket", XENSTORED_RUNDIR: "/xen" }, root)).toBe("/run/argonaut/xenstored/socket");
});

test.each([
  ["XENSTORED_PATH", { XENSTORED_PATH: "/a/b", XENSTORED_RUNDIR: "/c", XDG_RUNTIME_DIR: "/d" }, "/a/b"],
  ["XENSTORED_RUNDIR, then", { XENSTORED_RUNDIR: "/c", XDG_RUNTIME_DIR: "/d" }, "/c/socket"],
  ["the daemon's default, last", { XDG_RUNTIME_DIR: "/d" }, "/d/argonaut/xenstored/socket"],
])("a client looks at %s", (_, env, path) => {
  expect(clientSocketPath(env, user)).toBe(path);
});
