import type { Xenstore } from "../../../protocol/ports.ts";
import { domidOf, every, FaultImpossible, nothing, number, type Act, type Fault } from "./fault.ts";

/** Does something with the guest's own rights. What xenstored refuses is what was to be shown. */
function asGuest({ world, target }: Act, act: (store: Xenstore) => Promise<unknown>): () => void {
  const store = world.store(target);
  if (!store) throw new FaultImpossible(`${target} is not running`);
  void act(store);
  return () => store.close();
}

export const xenstoreFaults: readonly Fault[] = [
  {
    name: "xenstore.eagain",
    target: "none",
    what: "Transactions of dom0's backends and toolstack are refused with EAGAIN, however often they are tried.",
    parameters: { share: number(0.5, [0, 1], "of them", "how many") },
    lasts: true,
    inject: ({ world, number: of }) => {
      world.machine.store = { ...world.machine.store, again: of("share") };
      return () => world.machine.mendStore();
    },
  },
  {
    name: "xenstore.slow",
    target: "none",
    what: "xenstored answers dom0's backends and toolstack late, as one that another guest keeps busy.",
    parameters: { late: number(50, [1, 10_000], "ms", "how late") },
    lasts: true,
    inject: ({ world, number: of }) => {
      world.machine.store = { ...world.machine.store, slowMs: of("late") };
      return () => world.machine.mendStore();
    },
  },
  {
    name: "xenstore.quota",
    target: "domain",
    what: "The guest makes nodes until its quota is used up, and goes on asking.",
    parameters: { nodes: number(2000, [1, 100_000], "nodes", "how many it asks for") },
    lasts: true,
    inject: (act) =>
      asGuest(act, async (store) => {
        for (let i = 0; i < act.number("nodes"); i++) await store.write(`data/fault/${i}`, "x");
      }),
  },
  {
    name: "xenstore.watch-storm",
    target: "domain",
    what: "The guest sets as many watches as it may on one of its nodes, and writes it again and again.",
    parameters: {
      watches: number(200, [1, 10_000], "watches", "how many it asks for"),
      rate: number(50, [1, 1000], "writes/s", "how often"),
    },
    lasts: true,
    inject: (act) => {
      let stop: () => void = nothing;
      const close = asGuest(act, async (store) => {
        await store.write("data/fault", "0");
        for (let i = 0; i < act.number("watches"); i++) await store.watch("data/fault", () => undefined);
        let written = 0;
        stop = every(act.world, 1000 / act.number("rate"), () => void store.write("data/fault", String(++written)));
      });
      return () => {
        stop();
        close();
      };
    },
  },
  {
    name: "xenstore.hostile-perms",
    target: "domain",
    what: "The guest forbids everyone, dom0 too, to read the nodes of its devices.",
    parameters: {},
    lasts: false,
    inject: (act) => {
      const domid = domidOf(act);
      asGuest(act, async (store) => {
        for (const type of ["vdispl", "vkbd", "vss"]) await store.setPerms(`device/${type}/0/state`, [{ domid, access: "n" }]);
      });
      return nothing;
    },
  },
  {
    name: "xenstore.false-state",
    target: "domain",
    what: "The guest writes into its device's state node what is no xenbus state.",
    parameters: { value: { kind: "choice", of: ["99", "-1", "4294967296", "4;5", ""], usual: "99", what: "what it writes" } },
    lasts: false,
    inject: (act) => {
      asGuest(act, (store) => store.write("device/vdispl/0/state", act.word("value")));
      return nothing;
    },
  },
  {
    name: "xenstore.reconnect-storm",
    target: "domain",
    what: "The guest closes its display and opens it again, without end.",
    parameters: { every: number(100, [1, 10_000], "ms", "how often it changes its state") },
    lasts: true,
    inject: (act) => {
      let stop: () => void = nothing;
      let state = 0;
      const close = asGuest(act, (store) => {
        stop = every(
          act.world,
          act.number("every"),
          () => void store.write("device/vdispl/0/state", ["5", "6", "1", "3", "4"][state++ % 5] ?? "6"),
        );
        return Promise.resolve();
      });
      return () => {
        stop();
        close();
      };
    },
  },
];
