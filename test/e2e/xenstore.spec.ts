/** The running cockpit's xenstored, seen from outside: by Debian's own client, through its socket. */
import { execFile } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "playwright/test";
import { electronForTests } from "../../main/launch/electron-as-user.mjs";
import { CockpitApp } from "./cockpit-app.ts";

test("xenstore-utils see the cockpit's domains on its socket, nobody else may open it, and it goes with the cockpit", async () => {
  const { folder } = await electronForTests();
  const socket = join(folder, "xenstored", "socket");
  const app = await CockpitApp.drive("--seed=1", `--xenstore-socket=${socket}`);
  await expect.poll(() => existsSync(socket)).toBe(true);
  const client = async (name: string, ...args: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(name, args, { env: { ...process.env, XENSTORED_PATH: socket } });
    return stdout;
  };
  expect((statSync(socket).mode & 0o777).toString(8)).toBe("600");
  expect(await client("xenstore-list", "/local/domain")).toBe("0\n1\n2\n");
  expect(await client("xenstore-read", "/local/domain/1/name", "/local/domain/2/name")).toBe("cluster\nivi\n");
  expect(await client("xenstore-ls", "-f", "/local/domain/2/device/vdispl/0")).toContain('/local/domain/2/device/vdispl/0/state = "4"\n');
  await client("xenstore-write", "/tool/e2e", "seen");
  expect((await app.xenstore())["/tool/e2e"]).toBe("seen");
  expect(app.complaints).toEqual([]);
  await app.end();
  expect(existsSync(socket)).toBe(false);
});
