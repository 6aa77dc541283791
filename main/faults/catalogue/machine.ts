import { domidOf, nothing, number, type Fault } from "./fault.ts";
import { ringOf } from "./requests.ts";

export const machineFaults: readonly Fault[] = [
  {
    name: "grant.refuse",
    target: "domain",
    what: "No page of the domain can be mapped any more (GNTTABOP_map_grant_ref fails): felt when a device connects.",
    parameters: {},
    lasts: true,
    inject: ({ world, target }) => {
      const { refusedGrants } = world.machine;
      refusedGrants.add(target);
      return () => void refusedGrants.delete(target);
    },
  },
  {
    name: "grant.revoke",
    target: "domain",
    what: "The guest ends the grant of its request ring while the backend has the page mapped.",
    parameters: {},
    lasts: false,
    inject: (act) => (act.world.revoke(act.target, ringOf(act, "displ-requests").ref), nothing),
  },
  {
    name: "evtchn.storm",
    target: "domain",
    what: "The guest notifies its backend without end.",
    parameters: { rate: number(50, [1, 1000], "hypercalls/ms", "how many") },
    lasts: true,
    simulated: "the hypercalls are counted by the door's own rule, and not made",
    inject: ({ world, target, number: of }) => world.flood(target, of("rate")),
  },
  {
    name: "evtchn.lost",
    target: "domain",
    what: "Events between the domain and dom0 are lost on their way, in both directions.",
    parameters: { share: number(0.5, [0, 1], "of them", "how many") },
    lasts: true,
    inject: (act) => {
      const domid = domidOf(act);
      act.world.machine.evtchn.set(domid, { lost: act.number("share"), lateMs: 0 });
      return () => void act.world.machine.evtchn.delete(domid);
    },
  },
  {
    name: "evtchn.late",
    target: "domain",
    what: "Events between the domain and dom0 come late, in both directions.",
    parameters: { late: number(30, [1, 10_000], "ms", "how late") },
    lasts: true,
    inject: (act) => {
      const domid = domidOf(act);
      act.world.machine.evtchn.set(domid, { lost: 0, lateMs: act.number("late") });
      return () => void act.world.machine.evtchn.delete(domid);
    },
  },
];
