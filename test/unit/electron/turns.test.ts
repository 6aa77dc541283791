import { expect, test } from "vitest";
import { promptTurns } from "../../../main/electron/turns.ts";

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test("upcalls run when what dom0 is doing now is done, and before the event loop turns", async () => {
  const schedule = promptTurns();
  const told: string[] = [];
  setImmediate(() => told.push("turn"));
  schedule(() => told.push("upcall"));
  told.push("done");
  await turn();
  expect(told).toEqual(["done", "upcall", "turn"]);
});

test("domains that wake each other for ever let everything else run", async () => {
  const schedule = promptTurns();
  let wakes = 0;
  const wake = (): void => {
    if (++wakes < 1000) schedule(wake);
  };
  schedule(wake);
  const seen: number[] = [];
  for (let i = 0; i < 3; i++) {
    await turn();
    seen.push(wakes);
  }
  // Eight more with each turn, and each turn comes.
  expect(seen[0]).toBeGreaterThan(0);
  expect(seen[2]).toBeLessThan(40);
});

test("one upcall after another is prompt, all but one in eight", async () => {
  const schedule = promptTurns();
  let prompt = 0;
  for (let i = 0; i < 80; i++) {
    const told: string[] = [];
    setImmediate(() => told.push("turn"));
    schedule(() => told.push("upcall"));
    await turn();
    if (told[0] === "upcall") prompt++;
  }
  expect(prompt).toBe(70);
});
