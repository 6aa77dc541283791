import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { niceOf, setNice } from "../../../main/electron/cpu-weight.ts";

test("niceness follows the weights: half the weight is three steps, and the heaviest is not nice at all", () => {
  expect([512, 256, 128, 1, 1024].map((weight) => niceOf(weight, 512))).toEqual([0, 3, 6, 19, 0]);
});

test.runIf(process.platform === "linux")("every thread of a process that runs already becomes nice", async () => {
  const child = spawn(process.execPath, ["-e", "process.stdout.write('up'); setInterval(() => {}, 1000)"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const pid = child.pid ?? 0;
    setNice(pid, 3);
    // proc(5): the 19th field of stat; the 2nd may hold anything, and ends with the last parenthesis.
    const nice = readdirSync(`/proc/${pid}/task`).map(
      (thread) => readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8").split(") ")[1]?.split(" ")[16],
    );
    expect(new Set(nice)).toEqual(new Set(["3"]));
    expect(nice.length).toBeGreaterThan(1);
  } finally {
    child.kill("SIGKILL");
  }
});

test("a process that is gone is nobody's trouble", () => {
  expect(() => setNice(2 ** 22 + 1, 3)).not.toThrow();
});
