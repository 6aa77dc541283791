import { expect, test } from "vitest";
import { VkbdFrontend } from "../../../preload/frontends/vkbd-frontend.ts";
import { XenbusFrontend, type FrontendDevice } from "../../../preload/frontends/xenbus-frontend.ts";
import { ok } from "../../../protocol/result.ts";
import { frontendStep, XenbusState, type FrontendState, type FrontendStep } from "../../../protocol/xenbus.ts";
import { settle } from "../../support/clock.ts";
import { aFakeMachine } from "../../support/ports.ts";
import { aCockpit, addDevice } from "../../support/ports-cockpit.ts";

/** A driver over a device that only notes what is asked of it, before a backend that a test plays. */
async function aDriver() {
  const machine = aFakeMachine();
  const paths = addDevice(machine.store, { backend: "vss", domid: 3 });
  const calls: string[] = [];
  const device: FrontendDevice = {
    publish: () => {
      calls.push("publish");
      return Promise.resolve(ok({}));
    },
    connect: () => void calls.push("connect"),
    close: () => void calls.push("close"),
  };
  const driver = new XenbusFrontend(machine.guest(3), "vss", 0, device);
  const see = async (state: XenbusState): Promise<void> => {
    machine.store.set({ [`${paths.back}/state`]: String(XenbusState[state]) });
    await settle();
  };
  await driver.start();
  let history = 0;
  return {
    driver,
    see,
    machine,
    /** What was asked of the device and written to `state` since the last time. */
    news: () => {
      const all = machine.store.history(`${paths.front}/state`);
      const told = { calls: calls.splice(0), states: all.slice(history).join("") };
      history = all.length;
      return told;
    },
  };
}

/** How a driver gets to each of its states: the backend's, and then whether it is removed. */
const ways: Record<FrontendState, { readonly peers: readonly XenbusState[]; readonly remove?: true }> = {
  Initialising: { peers: [] },
  Initialised: { peers: ["InitWait"] },
  Connected: { peers: ["InitWait", "Connected"] },
  Closing: { peers: ["InitWait", "Connected"], remove: true },
  Closed: { peers: ["InitWait"], remove: true },
  Reconfiguring: { peers: ["InitWait", "Connected", "Initialising"] },
};

async function aDriverIn(state: FrontendState) {
  const t = await aDriver();
  for (const peer of ways[state].peers) await t.see(peer);
  if (ways[state].remove) void t.driver.remove();
  await settle();
  expect(t.driver.state).toBe(state);
  t.news();
  return t;
}

const effects: Record<Exclude<FrontendStep, "-">, { readonly calls: readonly string[]; readonly states: string }> = {
  publish: { calls: ["publish"], states: "3" },
  connect: { calls: ["connect"], states: "4" },
  lose: { calls: ["close"], states: "7" },
  reset: { calls: [], states: "1" },
  close: { calls: ["close"], states: "6" },
};

/** What the grid says happens from `own` before a backend that stays at `peer`. */
function expected(own: FrontendState, peer: XenbusState): { calls: string[]; states: string } {
  const all = { calls: [] as string[], states: "" };
  for (let at = frontendStep(own, peer); at.step !== "-"; at = frontendStep(at.next, peer)) {
    all.calls.push(...effects[at.step].calls);
    all.states += effects[at.step].states;
  }
  return all;
}

const cells = (Object.keys(ways) as FrontendState[]).flatMap((own) =>
  (Object.keys(XenbusState) as XenbusState[]).map((peer) => ({ own, peer, ...expected(own, peer) })),
);

test.each(cells)("a frontend in $own whose backend comes to $peer does $calls and writes $states", async ({ own, peer, calls, states }) => {
  const t = await aDriverIn(own);
  await t.see(peer);
  expect(t.news()).toEqual({ calls, states });
});

test("a removal resolves when the backend has let go, or the guest goes", async () => {
  const resolved: string[] = [];
  const answered = await aDriverIn("Connected");
  const killed = await aDriverIn("Connected");
  void answered.driver.remove().then(() => resolved.push("answered"));
  void killed.driver.remove().then(() => resolved.push("killed"));
  await settle();
  expect(resolved).toEqual([]);
  await answered.see("Closed");
  killed.driver.close();
  await settle();
  expect(resolved).toEqual(["answered", "killed"]);
});

test("a frontend that was removed begins anew, with one watch as before", async () => {
  const t = await aDriverIn("Closed");
  await t.driver.start();
  await t.see("InitWait");
  await t.see("Connected");
  expect({ ...t.news(), watches: t.machine.store.watches }).toEqual({ calls: ["publish", "connect"], states: "134", watches: 1 });
});

test("an input device whose backend dies and comes back is served as it was, and its frontend does not notice", async () => {
  const t = aCockpit();
  const paths = addDevice(t.machine.store, { backend: "vkbd", domid: 3 }, { "unique-id": "cluster" });
  await t.host.start();
  const seen: string[] = [];
  const guest = t.machine.guest(3);
  let asleep = false;
  const missed: (() => void)[] = [];
  const xenstore = {
    ...guest.xenstore,
    watch: (path: string, onEvent: (path: string) => void) =>
      guest.xenstore.watch(path, (changed) => (asleep ? void missed.push(() => onEvent(changed)) : onEvent(changed))),
  };
  const sink = {
    onConnected: () => void seen.push("connected"),
    onEvent: () => void seen.push("event"),
    onLost: () => void seen.push("lost"),
  };
  await new XenbusFrontend({ ...guest, xenstore }, "vkbd", 0, new VkbdFrontend(guest, sink)).start();
  await settle(10);
  asleep = true;
  t.host.close();
  await t.aHost().start();
  await settle(10);
  const meanwhile = [t.machine.store.get(`${paths.back}/state`), t.seat.ports.size, t.machine.mappedPages()];
  asleep = false;
  for (const event of missed) event();
  await settle(10);
  for (const { port } of t.seat.ports) port.key(30, true);
  await settle();
  expect([meanwhile, seen]).toEqual([
    ["4", 1, 1],
    ["connected", "event"],
  ]);
});
