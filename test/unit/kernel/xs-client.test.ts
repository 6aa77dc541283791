import { expect, test } from "vitest";
import { domId } from "../../../protocol/ids.ts";
import { err, ok } from "../../../protocol/result.ts";
import { XS } from "../../../protocol/xs-wire.ts";
import { TRANSACTION_ATTEMPTS, XsClient } from "../../../preload/kernel/xs-client.ts";
import type { XsPacket } from "../../../preload/kernel/xs-packet.ts";
import { decodePacket, encodePacket } from "../../../preload/kernel/xs-packet.ts";

type Reply = (asked: XsPacket) => Partial<XsPacket> | undefined;

/** A client whose xenstored answers each request as `reply` says. */
function aClient(reply: Reply): {
  readonly client: XsClient;
  readonly asked: XsPacket[];
  readonly say: (packet: Partial<XsPacket>) => void;
} {
  const asked: XsPacket[] = [];
  const say = (packet: Partial<XsPacket>): void => {
    client.receive(encodePacket({ type: 0, reqId: 0, txId: 0, payload: "", ...packet }) ?? new Uint8Array());
  };
  const client: XsClient = new XsClient((octets) => {
    const packet = decodePacket(octets);
    if (!packet) throw new Error("not a packet");
    asked.push(packet);
    const answer = reply(packet);
    if (answer) say({ ...packet, ...answer });
  });
  return { client, asked, say };
}

const error = (name: string): Partial<XsPacket> => ({ type: XS.ERROR, payload: `${name}\0` });
const shown = ({ type, txId, payload }: XsPacket): unknown[] => [type, txId, payload];

test("each request is laid out as xs_wire.h wants it", async () => {
  const { client, asked } = aClient(() => ({ payload: "" }));
  await client.read("device");
  await client.write("device/state", "4");
  await client.mkdir("data/x");
  await client.rm("data/x");
  await client.directory("device");
  await client.getPerms("device");
  await client.setPerms("device", [
    { domid: domId(3), access: "n" },
    { domid: domId(0), access: "r" },
  ]);
  expect(asked.map(shown)).toEqual([
    [2, 0, "device\0"],
    [11, 0, "device/state\x004"],
    [12, 0, "data/x\0"],
    [13, 0, "data/x\0"],
    [1, 0, "device\0"],
    [3, 0, "device\0"],
    [14, 0, "device\0n3\0r0\0"],
  ]);
});

test("a packet's octets are those of struct xsd_sockmsg", () => {
  expect([...(encodePacket({ type: 2, reqId: 0x01020304, txId: 5, payload: "a\0" }) ?? [])]).toEqual([
    2, 0, 0, 0, 4, 3, 2, 1, 5, 0, 0, 0, 2, 0, 0, 0, 97, 0,
  ]);
});

test("answers are parsed: a value with its zeros, a list, an empty list, permissions", async () => {
  const answers = ["a\0b", "x\0y\0", "", "n3\0b0\0"];
  const { client } = aClient(() => ({ payload: answers.shift() ?? "" }));
  expect([await client.read("a"), await client.directory("a"), await client.directory("a"), await client.getPerms("a")]).toEqual([
    ok("a\0b"),
    ok(["x", "y"]),
    ok([]),
    ok([
      { domid: 3, access: "n" },
      { domid: 0, access: "b" },
    ]),
  ]);
});

test.each([
  ["its own name", error("ENOENT"), "ENOENT"],
  ["one that is not in the table", error("EWHAT"), "EIO"],
  ["an answer to something else", { type: XS.WRITE, payload: "" }, "EIO"],
] as const)("an error arrives as %s", async (_, answer, name) => {
  expect(await aClient(() => answer).client.read("a")).toEqual(err(name));
});

test("permissions that are none are an error", async () => {
  expect(await aClient(() => ({ payload: "q3\0" })).client.getPerms("a")).toEqual(err("EIO"));
});

test("what no packet can carry is refused before it is sent", async () => {
  const { client, asked } = aClient(() => undefined);
  expect([await client.write("a", "x".repeat(4096)), await client.write("a", "\u{1f697}"), asked]).toEqual([
    err("E2BIG"),
    err("EINVAL"),
    [],
  ]);
});

test("answers find their question, in whatever order they come", async () => {
  const { client, asked, say } = aClient(() => undefined);
  const reads = [client.read("a"), client.read("b"), client.read("c")];
  for (const packet of [...asked].reverse()) say({ ...packet, payload: `of ${packet.payload[0] ?? ""}` });
  expect(await Promise.all(reads)).toEqual([ok("of a"), ok("of b"), ok("of c")]);
});

test("an answer to nothing, and octets that are no packet, are dropped", async () => {
  const { client, asked, say } = aClient(() => undefined);
  say({ type: XS.READ, reqId: 99, payload: "x" });
  client.receive(new Uint8Array(3));
  client.receive(new Uint8Array(16).fill(1));
  const read = client.read("a");
  say({ ...(asked[0] ?? {}), payload: "fine" });
  expect(await read).toEqual(ok("fine"));
});

test("a watch hears its own events, even one that comes ahead of the reply, and none after close", async () => {
  const { client, asked, say } = aClient((packet) => {
    if (packet.type === XS.WATCH) say({ type: XS.WATCH_EVENT, payload: packet.payload });
    return { payload: "OK\0" };
  });
  const heard: string[] = [];
  const a = await client.watch("device", (path) => heard.push(`a ${path}`));
  const b = await client.watch("device", (path) => heard.push(`b ${path}`));
  say({ type: XS.WATCH_EVENT, payload: "device/x\0w2\0" });
  if (a.ok) a.value.close();
  if (a.ok) a.value.close();
  say({ type: XS.WATCH_EVENT, payload: "device/y\0w1\0" });
  if (b.ok) say({ type: XS.WATCH_EVENT, payload: "device/z\0w2\0" });
  expect([heard, asked.filter(({ type }) => type === XS.UNWATCH).map(shown)]).toEqual([
    ["a device", "b device", "b device/x", "b device/z"],
    [[XS.UNWATCH, 0, "device\0w1\0"]],
  ]);
});

test("a refused watch hears nothing", async () => {
  const heard: string[] = [];
  const { client, say } = aClient(() => error("EACCES"));
  const watch = await client.watch("/", (path) => heard.push(path));
  say({ type: XS.WATCH_EVENT, payload: "/\0w1\0" });
  expect([watch, heard]).toEqual([err("EACCES"), []]);
});

/** Answers as a store in which the first `lost` commits meet EAGAIN. */
function transactions(lost: number): Reply {
  let id = 0;
  return ({ type, payload }) => {
    if (type === XS.TRANSACTION_START) return { payload: `${++id}\0` };
    if (type === XS.TRANSACTION_END && payload === "T\0" && id <= lost) return error("EAGAIN");
    return { payload: "OK\0" };
  };
}

test("a transaction that lost a race runs again, in a transaction of its own", async () => {
  const { client, asked } = aClient(transactions(2));
  let runs = 0;
  const answer = await client.transaction(async (tx) => {
    runs++;
    const written = await tx.write("a", "1");
    return written.ok ? ok("done") : written;
  });
  expect([answer, runs, asked.slice(-3).map(shown)]).toEqual([
    ok("done"),
    3,
    [
      [XS.TRANSACTION_START, 0, "\0"],
      [XS.WRITE, 3, "a\x001"],
      [XS.TRANSACTION_END, 3, "T\0"],
    ],
  ]);
});

test("a transaction that always loses gives up", async () => {
  const { client, asked } = aClient(transactions(Infinity));
  const answer = await client.transaction(async () => Promise.resolve(ok(1)));
  expect([answer, asked.length]).toEqual([err("EAGAIN"), 2 * TRANSACTION_ATTEMPTS]);
});

test("a body that answers an error, or throws, aborts", async () => {
  const { client, asked } = aClient(transactions(0));
  const refused = await client.transaction(() => Promise.resolve(err("ENOENT")));
  await expect(client.transaction(() => Promise.reject(new Error("a bug")))).rejects.toThrow("a bug");
  expect([refused, asked.filter(({ type }) => type === XS.TRANSACTION_END).map(shown)]).toEqual([
    err("ENOENT"),
    [
      [XS.TRANSACTION_END, 1, "F\0"],
      [XS.TRANSACTION_END, 2, "F\0"],
    ],
  ]);
});

test("names that do not fit one answer come in parts, from the start where they changed meanwhile", async () => {
  const parts = ["1\0one\0two\0", "2\0three\0\0", "2\0one\0", "2\0two\0three\0\0"];
  const { client, asked } = aClient(({ type }) => (type === XS.DIRECTORY ? error("E2BIG") : { payload: parts.shift() ?? "" }));
  expect(await client.directory("big")).toEqual(ok(["one", "two", "three"]));
  expect(asked.map(shown)).toEqual([
    [XS.DIRECTORY, 0, "big\0"],
    ...[0, 8, 0, 4].map((offset) => [XS.DIRECTORY_PART, 0, `big\0${offset}\0`]),
  ]);
});
