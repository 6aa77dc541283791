import { expect, test } from "vitest";
import {
  backendStep,
  frontendStep,
  parseXenbusState,
  printXenbusState,
  XenbusState,
  type BackendState,
  type FrontendState,
} from "../../../protocol/xenbus.ts";

const peers = Object.keys(XenbusState) as XenbusState[];

// prettier-ignore
const backendCells: Record<BackendState, readonly string[]> = {
  // what libxenbe, QEMU and Linux's backends do, peer by peer: 0 1 2 3 4 5 6 7 8
  Initialising: ["-", "advertise", "-", "advertise", "advertise", "-", "-", "advertise", "-"],
  InitWait:     ["-", "-", "-", "connect", "connect", "disconnect", "close", "-", "-"],
  Connected:    ["close", "restart", "disconnect", "-", "-", "disconnect", "close", "-", "-"],
  Closing:      ["close", "restart", "-", "-", "-", "-", "close", "-", "-"],
  Closed:       ["-", "advertise", "-", "-", "-", "-", "-", "-", "-"],
};

// prettier-ignore
const frontendCells: Record<FrontendState, readonly string[]> = {
  Initialising:  ["-", "-", "publish", "-", "-", "-", "-", "-", "-"],
  Initialised:   ["lose", "lose", "-", "-", "connect", "-", "lose", "-", "-"],
  Connected:     ["lose", "lose", "lose", "lose", "-", "-", "lose", "-", "-"],
  Closing:       ["close", "-", "close", "-", "-", "close", "close", "-", "-"],
  Closed:        ["-", "-", "-", "-", "-", "-", "-", "-", "-"],
  Reconfiguring: ["-", "-", "reset", "reset", "reset", "-", "reset", "-", "-"],
};

const backendEnds: Record<string, string> = {
  advertise: "InitWait",
  connect: "Connected",
  disconnect: "Closing",
  close: "Closed",
  restart: "InitWait",
};
const frontendEnds: Record<string, string> = {
  publish: "Initialised",
  connect: "Connected",
  lose: "Reconfiguring",
  reset: "Initialising",
  close: "Closed",
};

const cells = <S extends string>(grid: Record<S, readonly string[]>) =>
  (Object.keys(grid) as S[]).flatMap((own) => peers.map((peer, i) => ({ own, peer, step: grid[own][i]! })));

test.each(cells(backendCells))("a backend in $own that sees $peer: $step", ({ own, peer, step }) => {
  expect(backendStep(own, peer)).toEqual({ step, next: backendEnds[step] ?? own });
});

test.each(cells(frontendCells))("a frontend in $own that sees $peer: $step", ({ own, peer, step }) => {
  expect(frontendStep(own, peer)).toEqual({ step, next: frontendEnds[step] ?? own });
});

test.each(peers)("leaving Connected on seeing %s lets the guest's pages go", (peer) => {
  const { step, next } = backendStep("Connected", peer);
  if (next !== "Connected") expect(["close", "restart", "disconnect"]).toContain(step);
});

test("both grids, each the other's peer, come from Initialising to Connected and stay", () => {
  let back: BackendState = "Initialising";
  let front: FrontendState = "Initialising";
  const seen: string[] = [];
  for (let i = 0; i < 10; i++) {
    back = backendStep(back, front).next;
    front = frontendStep(front, back).next;
    seen.push(`${front}/${back}`);
  }
  expect([...new Set(seen)]).toEqual(["Initialised/InitWait", "Connected/Connected"]);
});

test("a backend that dies and comes back is met again by a frontend that reconfigures", () => {
  let back: BackendState = "Initialising";
  let front: FrontendState = frontendStep("Connected", "Initialising").next;
  const seen = [front as string];
  for (let i = 0; i < 5; i++) {
    back = backendStep(back, front).next;
    front = frontendStep(front, back).next;
    seen.push(front);
  }
  expect([...new Set(seen)]).toEqual(["Reconfiguring", "Initialising", "Initialised", "Connected"]);
});

test.each([
  ["4", "Connected"],
  ["8", "Reconfigured"],
  ["0", "Unknown"],
  ["9", "Unknown"],
  ["04", "Unknown"],
  ["", "Unknown"],
  ["4 ", "Unknown"],
  [undefined, "Unknown"],
])("a state node of %j reads as %s", (value, state) => {
  expect(parseXenbusState(value)).toBe(state);
});

test("a state prints as its number", () => {
  expect(peers.map((state) => parseXenbusState(printXenbusState(state)))).toEqual(peers);
});
