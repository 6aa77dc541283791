import { expect, test } from "vitest";
import { ConnectionLost } from "../../../main/node/xs/conversation.ts";
import { encodeXsPacket, XS } from "../../../protocol/xs-wire.ts";
import { scriptedDaemon } from "../../support/scripted-daemon.ts";

test("a list that is too long for one answer is put together from parts", async () => {
  const { client, asked } = scriptedDaemon([{ error: "E2BIG" }, "7\0ab\0c", "7\0d\0\0"]);
  expect(await client.directory("/big")).toEqual({ ok: true, value: ["ab", "cd"] });
  expect(asked).toEqual([
    ["DIRECTORY", 0, "/big\0"],
    ["DIRECTORY_PART", 0, "/big\x000\0"],
    ["DIRECTORY_PART", 0, "/big\x004\0"],
  ]);
});

test("when the children change between two parts the list is read from its start", async () => {
  const { client } = scriptedDaemon([{ error: "E2BIG" }, "7\0ab\0", "8\0c\0\0", "8\0xy\0", "8\0z\0\0"]);
  expect(await client.directory("/big")).toEqual({ ok: true, value: ["xy", "z"] });
});

test("a list that came to be empty meanwhile is empty", async () => {
  const { client } = scriptedDaemon([{ error: "E2BIG" }, "7\0\0"]);
  expect(await client.directory("/big")).toEqual({ ok: true, value: [] });
});

test("a daemon without parts has a list that is too long", async () => {
  const { client } = scriptedDaemon([{ error: "E2BIG" }, { error: "ENOSYS" }]);
  expect(await client.directory("/big")).toEqual({ ok: false, error: "E2BIG" });
});

test("a part that brings nothing is an error, and no loop", async () => {
  const { client } = scriptedDaemon([{ error: "E2BIG" }, "7\0ab\0", "7\0"]);
  expect(await client.directory("/big")).toEqual({ ok: false, error: "EIO" });
});

test("a transaction that lost is run again, under its new number", async () => {
  const { client, asked } = scriptedDaemon(["1\0", "a", { error: "EAGAIN" }, "2\0", "b", "OK\0"]);
  const answer = await client.transaction(
    (tx) => tx.read("/x"),
    () => true,
  );
  expect(answer).toEqual({ ok: true, value: { ok: true, value: "b" } });
  expect(asked.map(([op, tx, payload]) => `${op} ${tx} ${payload.replaceAll("\0", "")}`)).toEqual([
    "TRANSACTION_START 0 ",
    "READ 1 /x",
    "TRANSACTION_END 1 T",
    "TRANSACTION_START 0 ",
    "READ 2 /x",
    "TRANSACTION_END 2 T",
  ]);
});

test("a transaction whose outcome is not to be kept is aborted, and not run again", async () => {
  const { client, asked } = scriptedDaemon(["1\0", { error: "ENOENT" }, "OK\0"]);
  expect(
    await client.transaction(
      (tx) => tx.rm("/x"),
      ({ ok }) => ok,
    ),
  ).toEqual({ ok: true, value: { ok: false, error: "ENOENT" } });
  expect(asked.at(-1)).toEqual(["TRANSACTION_END", 1, "F\0"]);
});

test("an abort that is refused is not run again either", async () => {
  const { client, asked } = scriptedDaemon(["1\0", { error: "ENOENT" }, { error: "EAGAIN" }]);
  const answer = await client.transaction(
    (tx) => tx.rm("/x"),
    ({ ok }) => ok,
  );
  expect([answer, asked.length]).toEqual([{ ok: false, error: "EAGAIN" }, 3]);
});

test("a transaction that cannot be started is not begun", async () => {
  const { client, asked } = scriptedDaemon([{ error: "EQUOTA" }]);
  expect(
    await client.transaction(
      (tx) => tx.rm("/x"),
      () => true,
    ),
  ).toEqual({ ok: false, error: "EQUOTA" });
  expect(asked.length).toBe(1);
});

test("a request that is too long for the wire is refused here", async () => {
  const { client, asked } = scriptedDaemon([]);
  expect(await client.write("/x", "v".repeat(4096))).toEqual({ ok: false, error: "E2BIG" });
  expect(asked).toEqual([]);
});

test("a control answer is taken without its NUL", async () => {
  const { client, asked } = scriptedDaemon(["a\nb\0"]);
  expect(await client.control(["quota", "5"])).toEqual({ ok: true, value: "a\nb" });
  expect(asked).toEqual([["CONTROL", 0, "quota\x005\0"]]);
});

test("watch events come in order, those that came early too", async () => {
  const { client, conversation } = scriptedDaemon([]);
  const event = (path: string): Uint8Array => encodeXsPacket({ type: XS.WATCH_EVENT, reqId: 0, txId: 0, payload: `${path}\0token\0` });
  conversation.receive(event("/a"));
  const early = await client.nextEvent();
  const late = client.nextEvent();
  conversation.receive(event("/b"));
  expect([early, await late]).toEqual(["/a", "/b"]);
});

test("an answer is understood wherever the stream is cut", async () => {
  const { client, conversation } = scriptedDaemon([]);
  const answer = client.read("/x");
  for (const octet of encodeXsPacket({ type: XS.READ, reqId: 1, txId: 0, payload: "\xff\0v" })) conversation.receive(Uint8Array.of(octet));
  expect(await answer).toEqual({ ok: true, value: "\xff\0v" });
});

test("whoever waits when the connection ends is told why nothing comes, and so is who asks later", async () => {
  const { client, conversation } = scriptedDaemon([]);
  const waiting = [client.read("/x"), client.nextEvent()];
  conversation.lose("gone");
  for (const answer of [...waiting, client.read("/y"), client.nextEvent()])
    await expect(answer).rejects.toEqual(new ConnectionLost("gone"));
});

test("what is no xenstore packet ends the conversation", async () => {
  const { client, conversation } = scriptedDaemon([]);
  const answer = client.read("/x");
  conversation.receive(Buffer.from("HTTP/1.1 400 Bad Request\r\n"));
  await expect(answer).rejects.toEqual(new ConnectionLost("what answers there does not speak xenstore's protocol"));
});
