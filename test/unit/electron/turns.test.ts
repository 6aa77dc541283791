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
  for (let i = 0; i < 3; i++) await turn();
  expect(wakes).toBeGreaterThan(2);
  expect(wakes).toBeLessThan(10);
});

test("in the next turn of the loop an upcall is prompt again", async () => {
  const schedule = promptTurns();
  schedule(() => undefined);
  await turn();
  const told: string[] = [];
  setImmediate(() => told.push("turn"));
  schedule(() => told.push("upcall"));
  await turn();
  expect(told).toEqual(["upcall", "turn"]);
});
