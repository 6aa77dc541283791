import { expect, test } from "vitest";
import {
  backendNode,
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
  Initialising: ["-", "advertise", "-", "advertise", "recover", "-", "advertise", "recover", "-"],
  InitWait:     ["-", "-", "-", "connect", "connect", "disconnect", "-", "recover", "-"],
  Recovering:   ["-", "advertise", "-", "connect", "-", "disconnect", "close", "-", "-"],
  Connected:    ["close", "restart", "disconnect", "-", "-", "disconnect", "close", "recover", "-"],
  Closing:      ["close", "restart", "-", "restart", "close", "-", "close", "close", "-"],
  Closed:       ["-", "advertise", "-", "advertise", "-", "-", "-", "-", "-"],
  Failed:       ["-", "advertise", "-", "-", "-", "-", "-", "-", "-"],
};

// prettier-ignore
const frontendCells: Record<FrontendState, readonly string[]> = {
  Initialising:  ["-", "-", "publish", "-", "-", "-", "-", "-", "-"],
  Initialised:   ["lose", "lose", "-", "-", "connect", "-", "lose", "-", "-"],
  Connected:     ["lose", "lose", "lose", "lose", "-", "-", "lose", "-", "-"],
  Closing:       ["close", "close", "close", "-", "-", "close", "close", "-", "-"],
  Closed:        ["-", "-", "-", "-", "-", "-", "-", "-", "-"],
  Reconfiguring: ["-", "-", "reset", "reset", "reset", "-", "reset", "-", "-"],
};

const backendEnds: Record<string, string> = {
  advertise: "InitWait",
  recover: "Recovering",
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
  if (next !== "Connected") expect(["close", "restart", "disconnect", "recover"]).toContain(step);
});

/** Both ends take turns, each seeing what the other's node says, until neither moves. */
function run(back: BackendState, front: FrontendState): string[] {
  const seen = [`${front}/${back}`];
  for (let i = 0; i < 20; i++) {
    back = backendStep(back, front).next;
    front = frontendStep(front, backendNode[back]).next;
    if (seen.at(-1) !== `${front}/${back}`) seen.push(`${front}/${back}`);
  }
  return seen;
}

test("both grids, each the other's peer, come from Initialising to Connected and stay", () => {
  expect(run("Initialising", "Initialising")).toEqual(["Initialising/Initialising", "Initialised/InitWait", "Connected/Connected"]);
});

test("a backend that comes back before its frontend knew that it was gone waits until the frontend has left the old connection", () => {
  expect(run("Initialising", "Connected")).toEqual([
    "Connected/Initialising",
    "Reconfiguring/Recovering",
    "Initialising/Recovering",
    "Initialised/InitWait",
    "Connected/Connected",
  ]);
});

test("a frontend that was told of the end is met again by the next backend", () => {
  const front = frontendStep(frontendStep("Connected", "Closed").next, "Closed").next;
  expect(run("Initialising", front).at(-1)).toBe("Connected/Connected");
});

const grids = (Object.keys(backendCells) as BackendState[]).flatMap((back) =>
  (Object.keys(frontendCells) as FrontendState[]).map((front) => ({ back, front })),
);

test.each(grids)("a frontend in $front before a backend in $back never waits for good", ({ back, front }) => {
  const [rest] = run(back, front).at(-1)!.split("/");
  expect(rest).toBe(front === "Closing" || front === "Closed" ? "Closed" : "Connected");
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
