/**
 * Looks at the screen itself: Xvfb keeps it in a file, and a few lines of it are read again and again, by a thread of its own, which sleeps in
 * between, so that it costs the cockpit nothing to speak of.
 */
import { openSync, readSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { locateLines, XWD_HEAD_OCTETS, type XwdArea } from "../../../main/electron/xwd.ts";

export interface Glass {
  /** When the pixels were seen to be others than at the look before, in nanoseconds of the machine's monotonic clock. */
  readonly changes: readonly bigint[];
  /** Milliseconds between looks: no change is told of later than this after it happened. */
  readonly looks: readonly number[];
}

/** Lines of the area that are read at a look: any digit crosses some of them. */
const LINES = 12;
const SLEEP_MS = 0.5;

/** What the thread does; it is given as text, since it must not be looked for in a file. */
const watcher = `
const { parentPort, workerData } = require("node:worker_threads");
const { readSync } = require("node:fs");
const { fd, places, length, sleepMs } = workerData;
const pause = new Int32Array(new SharedArrayBuffer(4));
const stop = new Int32Array(workerData.stop);
const [now, before] = [Buffer.alloc(places.length * length), Buffer.alloc(places.length * length)];
const [changes, looks] = [[], []];
let last = process.hrtime.bigint();
let first = true;
while (Atomics.load(stop, 0) === 0) {
  places.forEach((place, i) => readSync(fd, now, i * length, length, place));
  const at = process.hrtime.bigint();
  looks.push(Number(at - last) / 1e6);
  last = at;
  if (!first && !now.equals(before)) changes.push(at);
  first = false;
  now.copy(before);
  Atomics.wait(pause, 0, 0, sleepMs);
}
parentPort.postMessage({ changes, looks });
`;

/** Watches `area` of the screen in `framebuffer` until the answer is called. */
export function watchGlass(framebuffer: string, area: XwdArea): () => Promise<Glass> {
  const fd = openSync(framebuffer, "r");
  const head = new DataView(new ArrayBuffer(XWD_HEAD_OCTETS));
  readSync(fd, head, 0, XWD_HEAD_OCTETS, 0);
  const found = locateLines(head, area);
  if (!found.ok) throw new Error(`${framebuffer}: ${found.error}`);
  const { start, line, left, width, height } = found.value;
  const places = Array.from({ length: LINES }, (_, i) => start + Math.floor(((i + 0.5) * height) / LINES) * line + left * 4);
  const stop = new SharedArrayBuffer(4);
  const thread = new Worker(watcher, { eval: true, workerData: { fd, places, length: width * 4, sleepMs: SLEEP_MS, stop } });
  const answer = new Promise<Glass>((resolve, reject) => {
    thread.once("message", resolve);
    thread.once("error", reject);
  });
  return () => {
    Atomics.store(new Int32Array(stop), 0, 1);
    return answer;
  };
}
