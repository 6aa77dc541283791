import { expect, test } from "vitest";
import { despiteConflicts } from "../../../main/toolstack/despite-conflicts.ts";
import { DOM0 } from "../../../protocol/ids.ts";
import type { Xenstore } from "../../../protocol/ports.ts";
import { err } from "../../../protocol/result.ts";
import { Store } from "../../../main/xenstored/store.ts";

const refusing = (error: "EAGAIN" | "EQUOTA"): Xenstore => {
  const store = new Store().connect(DOM0);
  return Object.assign(Object.create(store) as Xenstore, { transaction: () => Promise.resolve(err(error)) });
};

test("what is refused for conflicts, however often it is tried, is done without a transaction", async () => {
  const store = new Store().connect(DOM0);
  const conflicts: Xenstore = {
    read: (path) => store.read(path),
    write: (path, value) => store.write(path, value),
    mkdir: (path) => store.mkdir(path),
    rm: (path) => store.rm(path),
    directory: (path) => store.directory(path),
    getPerms: (path) => store.getPerms(path),
    setPerms: (path, perms) => store.setPerms(path, perms),
    watch: (path, onEvent) => store.watch(path, onEvent),
    transaction: () => Promise.resolve(err("EAGAIN")),
  };
  await store.write("/tool/left", "x");
  const removed = await despiteConflicts(conflicts, (tx) => tx.rm("/tool/left"));
  expect([removed.ok, (await store.read("/tool/left")).ok]).toEqual([true, false]);
});

test("any other refusal is the caller's", async () => {
  expect(await despiteConflicts(refusing("EQUOTA"), (tx) => tx.write("/tool/more", "x"))).toEqual(err("EQUOTA"));
});
