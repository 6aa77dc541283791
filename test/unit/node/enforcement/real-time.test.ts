import { expect, test } from "vitest";
import { RealTime } from "../../../../main/node/enforcement/real-time.ts";
import { HostTree } from "../../../support/host-tree.ts";

const threads = (...ids: readonly number[]) =>
  new HostTree(Object.fromEntries(ids.map((id) => [`/proc/42/task/${id}/comm`, `thread-${id}\n`])));

test("every thread is asked for, those that start meanwhile too, and each once", async () => {
  const files = threads(42, 43);
  const asked: (readonly number[])[] = [];
  const realTime = new RealTime(files, (_, wanted) => {
    asked.push(wanted);
    files.files.set("/proc/42/task/44/comm", "late\n");
    return Promise.resolve(undefined);
  });
  expect(await realTime.give(42, 2)).toEqual({ what: "SCHED_RR 2" });
  expect(asked).toEqual([[42, 43], [44]]);
});

test("where some threads are meant, the others are not asked for", async () => {
  const asked: unknown[] = [];
  const realTime = new RealTime(threads(42, 43, 44), (wish, wanted) => Promise.resolve(void asked.push([wish, wanted])));
  await realTime.give(42, 1, (thread, name) => thread === 42 || name === "thread-44");
  expect(asked).toEqual([[{ priority: 1 }, [42, 44]]]);
});

test("what was refused is not claimed, nor what a process that is gone was to have", async () => {
  const refusing = new RealTime(threads(42), () => Promise.resolve("EPERM"));
  expect(await refusing.give(42, 1)).toEqual({ what: "SCHED_RR 1", refused: "EPERM" });
  const willing = new RealTime(threads(), () => Promise.resolve(undefined));
  expect(await willing.give(42, 1)).toEqual({ what: "SCHED_RR 1", refused: "process 42 is gone" });
});

test("to take it away is to ask for priority 0", async () => {
  const asked: unknown[] = [];
  const realTime = new RealTime(threads(42, 43), (wish, wanted) => Promise.resolve(void asked.push([wish, wanted])));
  expect(await realTime.take(42)).toBeUndefined();
  expect(asked).toEqual([[{ priority: 0 }, [42, 43]]]);
});

test("to be pinned is asked for with the processors", async () => {
  const asked: unknown[] = [];
  const realTime = new RealTime(threads(42, 43), (wish, wanted) => Promise.resolve(void asked.push([wish, wanted])));
  expect(await realTime.pin(42, [1, 2])).toBeUndefined();
  expect(asked).toEqual([[{ processors: [1, 2] }, [42, 43]]]);
});
