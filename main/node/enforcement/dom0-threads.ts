/**
 * dom0's threads that frames wait for: those that Chromium named, and of the unnamed ones the main thread and the one that sleeps on its loop.
 *
 * Electron runs libuv's loop in the main thread, and has another thread wait for the loop's events and wake the main thread for each (its
 * NodeBindings): every timer and every message of dom0's comes by way of it. The other unnamed ones are the workers of Node and V8: what those
 * do (a picture into a PNG, code that is compiled) is long, and no frame waits for it. What tells it from them is that it sleeps once for every
 * event, some thousand times in the first seconds; no worker comes near that.
 */
import type { HostFiles } from "./host-files.ts";
import type { Meant } from "./real-time.ts";

export function dom0Threads(files: HostFiles, pid: number): Meant {
  // A thread that nobody named has the process's name.
  const unnamed = files.read(`/proc/${pid}/comm`);
  let onLoop: number | undefined;
  return (thread, name) => thread === pid || name !== unnamed?.trim() || thread === (onLoop ??= threadOnLoop(files, pid, unnamed));
}

function threadOnLoop(files: HostFiles, pid: number, unnamed: string | undefined): number | undefined {
  const workers = files
    .list(`/proc/${pid}/task`)
    .filter((thread) => Number(thread) !== pid && files.read(`/proc/${pid}/task/${thread}/comm`) === unnamed)
    .map((thread) => ({ thread: Number(thread), sleeps: sleepsOf(files.read(`/proc/${pid}/task/${thread}/status`)) }));
  return workers.sort((a, b) => b.sleeps - a.sleeps)[0]?.thread;
}

/** proc(5): how often the thread gave its processor up to wait for something. */
function sleepsOf(status = ""): number {
  return Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1] ?? 0);
}
