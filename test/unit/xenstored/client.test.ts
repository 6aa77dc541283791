import { expect, test } from "vitest";
import { DOM0, domId } from "../../../protocol/ids.ts";
import { err, ok } from "../../../protocol/result.ts";
import { Store } from "../../../main/xenstored/store.ts";

const settled = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

test("a watch fires once at once and for every change, never inside the call, and no more once closed", async () => {
  const xs = new Store().connect(DOM0);
  const events: string[] = [];
  const watch = await xs.watch("/a", (path) => events.push(path));
  events.push("watching");
  await xs.write("/a/b", "1");
  events.push("written");
  await settled();
  if (watch.ok) watch.value.close();
  if (watch.ok) watch.value.close();
  await xs.write("/a/b", "2");
  await settled();
  expect(events).toEqual(["watching", "/a", "written", "/a/b"]);
});

test("an event noted before its watch was closed is not delivered after it", async () => {
  const xs = new Store().connect(DOM0);
  const events: string[] = [];
  const watch = await xs.watch("/a", (path) => events.push(path));
  await settled();
  void xs.write("/a", "1");
  if (watch.ok) watch.value.close();
  await settled();
  expect(events).toEqual(["/a"]);
});

test("a refused watch is an error and nothing is kept", async () => {
  const store = new Store();
  expect(await store.connect(DOM0).watch("/a//b", () => undefined)).toEqual(err("EINVAL"));
  expect(store.usage(DOM0).watches).toBe(0);
});

test("a transaction runs again on EAGAIN until it commits, and its answer is the body's", async () => {
  const xs = new Store().connect(DOM0);
  await xs.write("/n", "0");
  let attempts = 0;
  const answer = await xs.transaction(async (tx) => {
    const n = await tx.read("/n");
    if (attempts++ < 3) await xs.write("/n", String(attempts));
    const sum = `${n.ok ? n.value : ""}+1`;
    const written = await tx.write("/sum", sum);
    return written.ok ? ok(sum) : written;
  });
  expect([answer, attempts, await xs.read("/sum")]).toEqual([ok("3+1"), 4, ok("3+1")]);
});

test("a transaction in a storm of writes gives up with EAGAIN and not never", async () => {
  const xs = new Store().connect(DOM0);
  let attempts = 0;
  const answer = await xs.transaction(async (tx) => {
    await tx.read("/n");
    await xs.write("/n", String(attempts++));
    return tx.write("/m", "");
  });
  expect([answer, attempts]).toEqual([err("EAGAIN"), 64]);
});

test("a body that answers an error, or throws, leaves nothing behind", async () => {
  const store = new Store();
  const xs = store.connect(DOM0);
  const refused = await xs.transaction(async (tx) => {
    await tx.write("/gone", "1");
    return err("ENOTEMPTY");
  });
  const thrown = xs.transaction(() => {
    throw new Error("the body's own fault");
  });
  await expect(thrown).rejects.toThrow("the body's own fault");
  expect([refused, await xs.read("/gone"), store.usage(DOM0).transactions]).toEqual([err("ENOTEMPTY"), err("ENOENT"), 0]);
});

test("a closed client, and a released domain's, answers EIO", async () => {
  const store = new Store();
  const xs = store.connect(domId(1));
  const other = store.connect(domId(1));
  xs.close();
  store.introduce(domId(1));
  store.release(domId(1));
  expect([await xs.read("a"), await other.write("a", ""), await other.watch("a", () => undefined)]).toEqual([
    err("EIO"),
    err("EIO"),
    err("EIO"),
  ]);
  expect(await other.transaction((tx) => tx.read("a"))).toEqual(err("EIO"));
});

test("a value that is not octets is refused, and not cut", async () => {
  expect(await new Store().connect(DOM0).write("/a", "\u20ac")).toEqual(err("EINVAL"));
});
