import { expect, test } from "vitest";
import type { BackendDevice } from "../../../main/backends/backend.ts";
import { XenbusBackend } from "../../../main/backends/xenbus-backend.ts";
import { Log } from "../../../main/log/log.ts";
import { domId } from "../../../protocol/ids.ts";
import { done, err } from "../../../protocol/result.ts";
import { backendStep, XenbusState, type BackendState, type BackendStep } from "../../../protocol/xenbus.ts";
import { aFakeClock, settle } from "../../support/clock.ts";
import { aFakeMachine } from "../../support/ports.ts";
import { addDevice } from "../../support/ports-cockpit.ts";

/** A driver over a device that only notes what is asked of it. */
async function aDriver(front: XenbusState) {
  const machine = aFakeMachine();
  const clock = aFakeClock();
  const paths = addDevice(machine.store, { backend: "vss", domid: 3 });
  const calls: string[] = [];
  const refuse = { connect: false };
  const device: BackendDevice = {
    advertise: () => {
      calls.push("advertise");
      return Promise.resolve({});
    },
    connect: () => {
      calls.push("connect");
      return Promise.resolve(refuse.connect ? err("refused") : done);
    },
    close: () => void calls.push("close"),
  };
  const see = async (state: XenbusState): Promise<void> => {
    machine.store.set({ [`${paths.front}/state`]: String(XenbusState[state]) });
    await settle();
  };
  await see(front);
  const address = { type: "vss", domid: domId(3), devid: 0 };
  const log = new Log(clock.now, () => undefined, "backends");
  const driver = new XenbusBackend(address, { ports: machine.dom0, timers: clock, log }, () => device, { onFault: () => undefined });
  await driver.changed();
  await settle();
  let history = 0;
  return {
    driver,
    see,
    refuse,
    machine,
    paths,
    /** What was asked of the device and written to `state` since the last time. */
    news: () => {
      const all = machine.store.history(`${paths.back}/state`);
      const told = { calls: calls.splice(0), states: all.slice(history).join("") };
      history = all.length;
      return told;
    },
  };
}

/** How a driver gets to each of its states. */
const ways: Record<BackendState, readonly XenbusState[]> = {
  Initialising: ["InitWait"],
  InitWait: ["Initialising"],
  Recovering: ["Connected"],
  Connected: ["Initialising", "Initialised"],
  Closing: ["Initialising", "Initialised", "Closing"],
  Closed: ["Initialising", "Initialised", "Closed"],
  Failed: ["Initialising", "Initialised"],
};

async function aDriverIn(state: BackendState) {
  const [first, ...rest] = ways[state];
  const t = await aDriver(first!);
  t.refuse.connect = state === "Failed";
  for (const peer of rest) await t.see(peer);
  t.refuse.connect = false;
  expect(t.driver.state).toBe(state);
  t.news();
  return t;
}

const effects: Record<Exclude<BackendStep, "-">, { readonly calls: readonly string[]; readonly states: string }> = {
  advertise: { calls: ["advertise"], states: "2" },
  recover: { calls: ["close", "advertise"], states: "2" },
  connect: { calls: ["connect"], states: "4" },
  disconnect: { calls: ["close"], states: "5" },
  close: { calls: ["close"], states: "6" },
  restart: { calls: ["close", "advertise"], states: "562" },
};

/** What the grid says happens from `own` before a frontend that stays at `peer`. */
function expected(own: BackendState, peer: XenbusState): { calls: string[]; states: string } {
  const all = { calls: [] as string[], states: "" };
  for (let at = backendStep(own, peer); at.step !== "-"; at = backendStep(at.next, peer)) {
    all.calls.push(...effects[at.step].calls);
    all.states += effects[at.step].states;
  }
  return all;
}

const cells = (Object.keys(ways) as BackendState[]).flatMap((own) =>
  (Object.keys(XenbusState) as XenbusState[]).map((peer) => ({ own, peer, ...expected(own, peer) })),
);

test.each(cells)("a backend in $own whose frontend comes to $peer does $calls and writes $states", async ({ own, peer, calls, states }) => {
  const t = await aDriverIn(own);
  await t.see(peer);
  expect(t.news()).toEqual({ calls, states });
});

test.each(Object.keys(ways) as BackendState[])(
  "a backend in %s that is stopped leaves 6 behind, and nothing is asked of its device any more",
  async (own) => {
    const t = await aDriverIn(own);
    await t.driver.stop();
    expect(t.news().states).toBe(own === "Closed" || own === "Failed" ? "" : "56");
    await t.see("Initialising");
    await t.driver.stop();
    expect(t.news()).toEqual({ calls: [], states: "" });
    expect(t.machine.store.watches).toBe(0);
  },
);

test.each(Object.keys(ways) as BackendState[])(
  "a backend in %s that the toolstack unplugs is Closed at once, and opens no more",
  async (own) => {
    const t = await aDriverIn(own);
    t.machine.store.set({ [`${t.paths.back}/online`]: "0", [`${t.paths.back}/state`]: "5" });
    await t.driver.changed();
    // the first 5 is the toolstack's
    expect(t.news().states).toBe(own === "Closed" || own === "Failed" ? "56" : "556");
    await t.see("Initialising");
    expect(t.news()).toEqual({ calls: [], states: "" });
  },
);

test("a backend that takes up a device that another left Closed serves it, unless it is offline", async () => {
  const online = await aDriverIn("Initialising");
  await online.driver.stop();
  await online.see("Initialising");
  const offline = await aDriverIn("Initialising");
  await offline.driver.stop();
  offline.machine.store.set({ [`${offline.paths.back}/online`]: "0" });
  await offline.see("Initialising");
  const states = await Promise.all(
    [online, offline].map(async ({ machine, driver, paths }) => {
      const log = new Log(
        () => 0,
        () => undefined,
        "backends",
      );
      const device = { advertise: () => Promise.resolve({}), connect: () => Promise.resolve(done), close: () => undefined };
      const next = new XenbusBackend(driver.address, { ports: machine.dom0, timers: aFakeClock(), log }, () => device, {
        onFault: () => undefined,
      });
      await next.changed();
      return machine.store.get(`${paths.back}/state`);
    }),
  );
  expect(states).toEqual(["2", "6"]);
});
