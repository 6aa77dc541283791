/** The daemon's own promises: what it says when it listens, how it ends, who may open its socket. */
import { statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ROOT } from "../../../main/launch/places.mjs";
import { startDaemon, type Daemon } from "../../support/daemon.ts";
import { run } from "../../support/program.ts";

let daemon: Daemon;
beforeEach(async () => {
  daemon = await startDaemon();
});
afterEach(() => daemon.stop());

const another = (socket: string, ...options: string[]): ReturnType<typeof run> =>
  run(process.execPath, [join(ROOT, "out", "node", "xenstored.mjs"), "--socket", socket, ...options]);

test("it says where it listens, and ends by SIGTERM with 0 and without its socket", async () => {
  // It has answered, so it is past its start.
  expect((await run("xenstore-exists", ["/tool"], daemon.env)).code).toBe(0);
  expect(await daemon.stop()).toEqual({ code: 0, stdout: `ready ${daemon.socket}\n`, stderr: "", left: [] });
});

test("nobody but its owner may open the socket", () => {
  expect((statSync(daemon.socket).mode & 0o777).toString(8)).toBe("600");
});

test("a second daemon does not take the socket of one that lives", async () => {
  const second = await another(daemon.socket);
  expect([second.code, second.stdout, (await run("xenstore-exists", ["/tool"], daemon.env)).code]).toEqual([1, "", 0]);
});

test("a file that is no socket is left alone", async () => {
  const file = join(dirname(daemon.socket), "file");
  writeFileSync(file, "mine");
  expect([(await another(file)).code, statSync(file).size]).toEqual([1, 4]);
});

test("a quota that is no number is refused", async () => {
  expect(await another(`${daemon.socket}2`, "--quota-nodes", "many")).toMatchObject({ code: 1, stdout: "" });
});
