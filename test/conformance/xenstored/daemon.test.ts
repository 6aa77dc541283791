/** The daemon's own promises: what it says when it listens, how it ends, who may open its socket. */
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ROOT } from "../../../main/launch/places.mjs";
import { encodeXsPacket, XS, XSD_SOCKMSG_SIZE } from "../../../protocol/xs-wire.ts";
import { startDaemon, startDaemonAt, type Daemon } from "../../support/daemon.ts";
import { run } from "../../support/program.ts";

const XS_TOOL = join(ROOT, "out", "node", "xs.mjs");

/** Asks until it gets an answer, for what happens soon and not at once. */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
}

const another = (socket: string, ...options: string[]): ReturnType<typeof run> =>
  run(process.execPath, [join(ROOT, "out", "node", "xenstored.mjs"), "--socket", socket, ...options]);

/** A client that sends octets as it is told, and reads only when it is told to. */
async function rawClient(path: string): Promise<Socket> {
  const socket = connect(path).pause();
  await once(socket, "connect");
  return socket;
}

async function read(socket: Socket, octets: number): Promise<Buffer> {
  const got: Buffer[] = [];
  for (let length = 0; length < octets;) {
    const chunk = (socket.read() ?? (await once(socket, "readable"), socket.read())) as Buffer | null;
    if (chunk) got.push(chunk);
    length += chunk?.length ?? 0;
  }
  return Buffer.concat(got);
}

describe.each(["epoll", "node"])("on the event loop of %s", (loop) => {
  let daemon: Daemon;
  beforeEach(async () => {
    daemon = await startDaemon("--loop", loop);
  });
  afterEach(() => daemon.stop());

  test("it says where it listens, and ends by SIGTERM with 0 and without its socket", async () => {
    expect(await daemon.stop()).toEqual({ code: 0, stdout: `ready ${daemon.socket}\n`, stderr: "", left: [] });
  });

  test("nobody but its owner may open the socket", () => {
    expect((statSync(daemon.socket).mode & 0o777).toString(8)).toBe("600");
  });

  test("a second daemon does not take the socket of one that lives, but that of a dead one", async () => {
    const second = await another(daemon.socket);
    expect([second.code, second.stdout, (await run("xenstore-exists", ["/tool"], daemon.env)).code]).toEqual([1, "", 0]);
    await daemon.kill();
    const heir = await startDaemonAt(daemon.socket, "--loop", loop);
    expect((await run("xenstore-exists", ["/tool"], daemon.env)).code).toBe(0);
    await heir.stop();
  });

  test("requests come in any pieces, and many in one", async () => {
    const socket = await rawClient(daemon.socket);
    const one = Buffer.from(encodeXsPacket({ type: XS.READ, reqId: 7, txId: 0, payload: "/tool\0" }));
    for (const octet of one) socket.write(Buffer.of(octet));
    socket.write(Buffer.concat(Array.from({ length: 5000 }, () => one)));
    const replies = await read(socket, 5001 * XSD_SOCKMSG_SIZE);
    expect(new Set(Array.from({ length: 5001 }, (_, i) => replies.readUInt32LE(i * XSD_SOCKMSG_SIZE + 4)))).toEqual(new Set([7]));
    socket.destroy();
  });

  test("a client that reads nothing for a while loses nothing, and holds nobody up", async () => {
    const socket = await rawClient(daemon.socket);
    const value = "v".repeat(4000);
    socket.write(encodeXsPacket({ type: XS.WRITE, reqId: 0, txId: 0, payload: `/big\0${value}` }));
    const one = Buffer.from(encodeXsPacket({ type: XS.READ, reqId: 1, txId: 0, payload: "/big\0" }));
    socket.write(Buffer.concat(Array.from({ length: 1000 }, () => one)));
    expect((await run("xenstore-exists", ["/tool"], daemon.env)).code).toBe(0);
    const all = await read(socket, XSD_SOCKMSG_SIZE + 3 + 1000 * (XSD_SOCKMSG_SIZE + 4000));
    expect(all.toString("latin1", all.length - 4000)).toBe(value);
    socket.destroy();
  });

  test("a client that goes in the middle of a packet, a reply or a transaction leaves nothing", async () => {
    for (const octets of [3, 16, 20, 100_000]) {
      const socket = await rawClient(daemon.socket);
      socket.write(encodeXsPacket({ type: XS.TRANSACTION_START, reqId: 0, txId: 0, payload: "\0" }));
      socket.write(encodeXsPacket({ type: XS.WATCH, reqId: 0, txId: 0, payload: "/\0t\0" }));
      const one = Buffer.from(encodeXsPacket({ type: XS.DIRECTORY, reqId: 1, txId: 0, payload: "/\0" }));
      await new Promise((written) => socket.write(Buffer.concat(Array.from({ length: 5000 }, () => one)).subarray(0, octets), written));
      socket.destroy();
    }
    const stats = await until(async () => {
      const { stdout } = await run(process.execPath, [XS_TOOL, "stats"], daemon.env);
      return /^connections 1$/m.test(stdout) ? stdout : undefined;
    });
    expect(stats).toMatch(/^watches 0\ntransactions 0$/m);
  });

  test("a packet that is too long ends its client, and is told on stderr", async () => {
    const socket = await rawClient(daemon.socket);
    const header = Buffer.alloc(XSD_SOCKMSG_SIZE);
    header.writeUInt32LE(5000, 12);
    socket.write(header);
    socket.resume();
    await once(socket, "close");
    expect((await daemon.stop()).stderr).toContain('connection closed fault="packet of 5000 octets, at most 4096 may come"');
  });

  test("a writer that would break a second try waits for it", async () => {
    const [loser, writer] = [await rawClient(daemon.socket), await rawClient(daemon.socket)];
    const ask = async (socket: Socket, type: number, payload: string, txId = 0): Promise<string> => {
      socket.write(encodeXsPacket({ type, reqId: 0, txId, payload }));
      return (await read(socket, XSD_SOCKMSG_SIZE)).toString("latin1", XSD_SOCKMSG_SIZE);
    };
    await ask(writer, XS.WRITE, "/x\0first");
    const begin = async (): Promise<number> => parseInt(await ask(loser, XS.TRANSACTION_START, "\0"), 10);
    const first = await begin();
    await ask(loser, XS.READ, "/x\0", first);
    await ask(loser, XS.WRITE, "/y\0", first);
    await ask(writer, XS.WRITE, "/x\0second");
    expect(await ask(loser, XS.TRANSACTION_END, "T\0", first)).toBe("EAGAIN\0");
    const second = await begin();
    await ask(loser, XS.READ, "/x\0", second);
    const waiting = ask(writer, XS.WRITE, "/x\0third");
    await ask(loser, XS.WRITE, "/y\0", second);
    expect(await ask(loser, XS.TRANSACTION_END, "T\0", second)).toBe("OK\0");
    expect([await waiting, await ask(loser, XS.READ, "/x\0")]).toEqual(["OK\0", "third"]);
    loser.destroy();
    writer.destroy();
  });
});

test("a file that is no socket is left alone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "argonaut-xenstored-"));
  const file = join(folder, "file");
  writeFileSync(file, "mine");
  expect([(await another(file)).code, statSync(file).size]).toEqual([1, 4]);
  rmSync(folder, { recursive: true });
});

test("a quota that is no number is refused", async () => {
  expect(await another("/nowhere", "--quota-nodes", "many")).toMatchObject({ code: 1, stdout: "" });
});
