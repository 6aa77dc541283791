/**
 * Debian's xenstore-utils against our daemon. What they print was typed from the real oxenstored of Xen 4.17, where not said otherwise;
 * names are made in the order of the alphabet, which is oxenstored's order and, as it is the order of making, ours (X7).
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startDaemon, type Daemon } from "../../support/daemon.ts";
import { run, start, type Ended, type Running } from "../../support/program.ts";

let daemon: Daemon;
beforeAll(async () => {
  daemon = await startDaemon();
});
afterAll(() => daemon.stop());

/** `xenstore-VERB …`, to its end. */
const xenstore = (verb: string, ...args: readonly string[]): Promise<Ended> => run(`xenstore-${verb}`, args, daemon.env);
const watching = (...args: readonly string[]): Running => start("xenstore-watch", args, daemon.env);

const printed = (stdout: string): Ended => ({ code: 0, stdout, stderr: "" });
const silent = printed("");
const refused = (stderr: string): Ended => ({ code: 1, stdout: "", stderr });

/** A tool that must do what it is told, for a test that is about another. */
async function done(verb: string, ...args: readonly string[]): Promise<void> {
  expect(await xenstore(verb, ...args)).toEqual(silent);
}

test("write, then read: the value", async () => {
  await done("write", "/t/rw/a", "some value");
  expect(await xenstore("read", "/t/rw/a")).toEqual(printed("some value\n"));
});

test("read -p: each value behind its path", async () => {
  await done("write", "/t/rp/a", "1", "/t/rp/b", "2");
  expect(await xenstore("read", "-p", "/t/rp/b", "/t/rp/a")).toEqual(printed("/t/rp/b: 2\n/t/rp/a: 1\n"));
});

test("read of what is not there", async () => {
  expect(await xenstore("read", "/t/none")).toEqual(refused("xenstore-read: couldn't read path /t/none\n"));
});

test("any octets written are the octets read", async () => {
  const escapes = Array.from({ length: 256 }, (_, code) => `\\x${code.toString(16).padStart(2, "0")}`).join("");
  await done("write", "/t/octets", escapes);
  expect(await xenstore("read", "-R", "/t/octets")).toEqual(printed(String.fromCharCode(...Array(256).keys())));
});

test("a value that is not printable is read escaped", async () => {
  await done("write", "/t/escaped", 'a\\tb\\nc\\\\ "d" \\r\\x01\\x7f\\x80\\xff');
  expect(await xenstore("read", "/t/escaped")).toEqual(printed('a\\tb\\nc\\\\ "d" \\r\\001\\x7f\\x80\\xff\n'));
});

test("write -R: a backslash is a backslash", async () => {
  await done("write", "-R", "/t/raw", "a\\nb");
  expect(await xenstore("read", "-R", "/t/raw")).toEqual(printed("a\\nb"));
});

test("write makes the nodes above, without values", async () => {
  await done("write", "/t/deep/a/b/c", "x");
  expect(await xenstore("ls", "-f", "/t/deep")).toEqual(printed('/t/deep/a = ""\n/t/deep/a/b = ""\n/t/deep/a/b/c = "x"\n'));
});

test("write of several is one transaction: a refused one leaves none", async () => {
  expect(await xenstore("write", "/t/all/a", "1", "/t/all//b", "2")).toEqual(refused("xenstore-write: could not write path /t/all//b\n"));
  expect(await xenstore("exists", "/t/all/a")).toEqual(refused(""));
});

test("a relative path is below dom0's home", async () => {
  await done("write", "t-relative", "x");
  expect(await xenstore("read", "/local/domain/0/t-relative")).toEqual(printed("x\n"));
});

test.each(["/t/", "/t//a", "/t/a b", "/t/ä", ""])("write to %j is refused", async (path) => {
  expect(await xenstore("write", path, "x")).toEqual(
    refused(`xenstore-write: could not write path ${Buffer.from(path).toString("latin1")}\n`),
  );
});

test("list: the children's names", async () => {
  await done("write", "/t/list/a", "1", "/t/list/b/c", "2");
  expect(await xenstore("list", "/t/list")).toEqual(printed("a\nb\n"));
});

test("list -p: the children's paths", async () => {
  await done("write", "/t/listp/a", "1", "/t/listp/b/c", "2");
  expect(await xenstore("list", "-p", "/t/listp", "/t/listp/b")).toEqual(printed("/t/listp/a\n/t/listp/b\n/t/listp/b/c\n"));
});

test("list of what is not there", async () => {
  expect(await xenstore("list", "/t/none")).toEqual(refused("xenstore-list: could not list path /t/none\n"));
});

test("ls: the tree, indented", async () => {
  await done("write", "/t/ls/a", "1", "/t/ls/b/c", "2\\n");
  expect(await xenstore("ls", "/t/ls")).toEqual(printed('a = "1"\nb = ""\n c = "2\\n"\n'));
});

test("ls -p: with permissions, in column 60", async () => {
  await done("write", "/t/lsp/a", "1");
  await done("chmod", "/t/lsp/a", "n7", "r8", "w9", "b10");
  expect(await xenstore("ls", "-p", "/t/lsp")).toEqual(printed(`a = "1" ${" .".repeat(26)}  (n7,r8,w9,b10)\n`));
});

test("ls -f -p: whole paths with permissions", async () => {
  await done("write", "/t/lsfp/a/b", "1");
  expect(await xenstore("ls", "-f", "-p", "/t/lsfp")).toEqual(printed('/t/lsfp/a = ""   (n0)\n/t/lsfp/a/b = "1"   (n0)\n'));
});

test("ls of what is not there", async () => {
  expect(await xenstore("ls", "/t/none")).toEqual(refused("xenstore-ls: xs_directory (/t/none): No such file or directory\n"));
});

test("exists: 0 when all are there, 1 when one is not", async () => {
  await done("write", "/t/exists/a", "");
  expect(await xenstore("exists", "/t/exists/a", "/t/exists")).toEqual(silent);
  expect(await xenstore("exists", "/t/exists/a", "/t/exists/b")).toEqual(refused(""));
});

test("rm: the node with what is below it", async () => {
  await done("write", "/t/rm/a/b/c", "1", "/t/rm/d", "2");
  await done("rm", "/t/rm/a");
  expect(await xenstore("ls", "-f", "/t/rm")).toEqual(printed('/t/rm/d = "2"\n'));
});

test("rm of what is not there, where its parent is, is done", async () => {
  await done("write", "/t/rmnone", "");
  expect(await xenstore("rm", "/t/rmnone/a")).toEqual(silent);
});

test("rm where not even the parent is there", async () => {
  expect(await xenstore("rm", "/t/none/a")).toEqual(refused("xenstore-rm: could not remove path /t/none/a\n"));
});

test("rm -t: and what is left empty above it", async () => {
  await done("write", "/t/rmt/a", "kept", "/t/rmt/a/b/c/d", "1", "/t/rmt/a/b/c/e", "2");
  await done("rm", "-t", "/t/rmt/a/b/c/d");
  expect(await xenstore("ls", "-f", "/t/rmt")).toEqual(
    printed('/t/rmt/a = "kept"\n/t/rmt/a/b = ""\n/t/rmt/a/b/c = ""\n/t/rmt/a/b/c/e = "2"\n'),
  );
  await done("rm", "-t", "/t/rmt/a/b/c/e");
  expect(await xenstore("ls", "-f", "/t/rmt")).toEqual(printed('/t/rmt/a = "kept"\n'));
});

test("chmod: the node's permissions", async () => {
  await done("write", "/t/chmod/a/b", "");
  await done("chmod", "/t/chmod/a", "r3", "b4");
  expect(await xenstore("ls", "-f", "-p", "/t/chmod")).toEqual(printed('/t/chmod/a = ""   (r3,b4)\n/t/chmod/a/b = ""   (n0)\n'));
});

test("what is made below a node has its permissions", async () => {
  await done("write", "/t/inherit", "");
  await done("chmod", "/t/inherit", "n0", "r5");
  await done("write", "/t/inherit/a", "");
  expect(await xenstore("ls", "-f", "-p", "/t/inherit")).toEqual(printed('/t/inherit/a = ""   (n0,r5)\n'));
});

test("chmod -r: the nodes below as well", async () => {
  await done("write", "/t/chmodr/a/b/c", "", "/t/chmodr/a/d", "");
  await done("chmod", "-r", "/t/chmodr/a", "n6");
  expect(await xenstore("ls", "-f", "-p", "/t/chmodr")).toEqual(
    printed(["a", "a/b", "a/b/c", "a/d"].map((path) => `/t/chmodr/${path} = ""   (n6)\n`).join("")),
  );
});

test("chmod -u: the nodes above as well", async () => {
  await done("write", "/u-chmod/a/b/c", "");
  await done("chmod", "-u", "/u-chmod/a/b", "b6");
  expect((await xenstore("ls", "-f", "-p", "/")).stdout).toContain(
    '/u-chmod = ""   (b6)\n/u-chmod/a = ""   (b6)\n/u-chmod/a/b = ""   (b6)\n/u-chmod/a/b/c = ""   (n0)\n',
  );
});

test("chmod of what is not there", async () => {
  expect(await xenstore("chmod", "/t/none", "n0")).toEqual(
    refused("xenstore-chmod: Error occurred setting permissions on '/t/none': No such file or directory\n"),
  );
});

test("watch: its path at once, then each path that changes at or below it", async () => {
  await done("write", "/t/watch/a", "");
  const watch = watching("-n", "5", "/t/watch");
  await watch.printed(1);
  await done("write", "/t/watch/a", "1");
  await done("chmod", "/t/watch/a", "n0", "r1");
  await done("write", "/t/beside", "");
  await done("rm", "/t/watch/a");
  await done("write", "/t/watch", "");
  expect(await watch.ended).toEqual(printed("/t/watch\n/t/watch/a\n/t/watch/a\n/t/watch/a\n/t/watch\n"));
});

test("watch of a node that is not there yet", async () => {
  const watch = watching("-n", "2", "/t/later/a");
  await watch.printed(1);
  await done("write", "/t/later/a", "");
  expect(await watch.ended).toEqual(printed("/t/later/a\n/t/later/a\n"));
});

test("watch sees a transaction's changes when it is committed", async () => {
  const watch = watching("-n", "3", "/t/txwatch");
  await watch.printed(1);
  await done("write", "/t/txwatch/a", "1", "/t/txwatch/b", "2");
  expect(await watch.ended).toEqual(printed("/t/txwatch\n/t/txwatch/a\n/t/txwatch/b\n"));
});

test("watch of a relative path tells relative paths", async () => {
  const watch = watching("-n", "2", "t-watched");
  await watch.printed(1);
  await done("write", "/local/domain/0/t-watched/a", "");
  expect(await watch.ended).toEqual(printed("t-watched\nt-watched/a\n"));
});

test("watch of several keys, and of the special ones, tells of each at once", async () => {
  const { code, stdout } = await xenstore("watch", "-n", "3", "@introduceDomain", "@releaseDomain", "/t/several");
  expect([code, stdout.split("\n").sort()]).toEqual([0, ["", "/t/several", "@introduceDomain", "@releaseDomain"]]);
});

test("transactions of many clients below one parent all get through", async () => {
  const writers = Array.from({ length: 12 }, (_, i) => xenstore("write", `/t/crowd/${i}/a`, "1", `/t/crowd/${i}/b`, "2"));
  expect(await Promise.all(writers)).toEqual(writers.map(() => silent));
  expect((await xenstore("list", "/t/crowd")).stdout.split("\n").length - 1).toBe(12);
});

// The last: of these daemons oxenstored 4.17 has no DIRECTORY_PART (X6), so there no ls of all the store gets past it. C xenstored agrees.
test("list of more children than one answer holds", async () => {
  const names = Array.from({ length: 400 }, (_, i) => `a-name-of-thirty-two-octets-${10_000 + i}`);
  await done("write", ...names.flatMap((name) => [`/t/many/${name}`, ""]));
  expect(await xenstore("list", "/t/many")).toEqual(printed(names.map((name) => `${name}\n`).join("")));
});
