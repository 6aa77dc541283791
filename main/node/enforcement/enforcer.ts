/** Puts each domain's process where the machine keeps it to what its plan says, and tells in one line a domain what of that was to be had. */
import type { Timer, Timers } from "../../../protocol/ports.ts";
import type { Log } from "../../log/log.ts";
import type { GroupTree } from "./group-tree.ts";
import { DOM0_GROUP, OUTSIDE_GROUP } from "./group-tree.ts";
import { worded, type Outcome } from "./outcome.ts";
import type { DomainPlan, EnforcementPlan, Reservation } from "./plan.ts";
import type { Priority } from "./priority.ts";
import type { RealTime } from "./real-time.ts";
import type { Reservations } from "./reservations.ts";

export interface EnforcerOptions {
  readonly plan: EnforcementPlan;
  /** The control groups, or why there are none. */
  readonly groups: GroupTree | string;
  readonly priority: Priority;
  readonly realTime: RealTime;
  readonly reservations: Reservations;
  readonly timers: Pick<Timers, "after">;
  readonly log: Log;
}

/** A page's first frames are its dearest: it draws all that there is, and compiles what draws it. */
const STARTED_AFTER_MS = 2000;

/** What is done to the processes of a run. */
export interface Enforcement {
  /** The process of a domain, as soon as there is one; a process that takes its place, too. */
  place(domid: number, name: string, pid: number): void;
  /** The domain's display shows its first frame: it has started. */
  started(domid: number): void;
  /** The domain is gone. */
  release(domid: number): void;
  /** A page of dom0's own stands: those come before everything, the camera's among them. */
  placeOverlay(pid: number): Promise<void>;
  /** A process of the machine's own, beside the cockpit: all of those together have of each processor what the whole cockpit has. */
  placeOutside(pid: number): void;
  /** What was applied and what could not be, and why: dom0 first, then a line a domain. */
  lines(): readonly string[];
}

/** Does nothing, and says why. */
export const notEnforcing = (why: string): Enforcement => ({
  place: () => undefined,
  started: () => undefined,
  release: () => undefined,
  placeOverlay: () => Promise.resolve(),
  placeOutside: () => undefined,
  lines: () => [`off: ${why}`],
});

export class Enforcer implements Enforcement {
  readonly #options: EnforcerOptions;
  readonly #domains = new Map<number, { readonly name: string; readonly outcomes: readonly Outcome[] }>();
  readonly #dom0: readonly Outcome[];
  #overlays: Outcome | undefined;
  /** Those that start on what the others leave, and what they have afterwards. */
  readonly #starting = new Map<number, { readonly plan: DomainPlan; timer?: Timer }>();
  /** Those that were promised processor time, from their start on. */
  readonly #promised = new Map<number, { readonly pid: number; readonly reservation: Reservation; timer?: Timer }>();
  /** The largest weight of the run: a reservation's may be above dom0's. */
  readonly #heaviest: number;

  /** dom0 itself is bounded at once: what it starts is in its group. */
  constructor(options: EnforcerOptions) {
    this.#options = options;
    const { plan, groups, priority } = options;
    this.#heaviest = Math.max(plan.dom0Weight, ...plan.domains.map(({ weight }) => weight));
    const bounds = { weight: plan.dom0Weight, heaviest: this.#heaviest };
    const group = typeof groups === "string" ? [{ what: "a control group", refused: groups }] : groups.bound(DOM0_GROUP, bounds);
    this.#dom0 = [...group, { what: `nice ${priority.ownNice} of all but Chromium's helper threads` }];
    options.log.info("enforcement", { dom0: worded(this.#dom0) });
  }

  place(domid: number, name: string, pid: number): void {
    const { plan, groups, priority, log } = this.#options;
    const wanted = plan.domains.find((domain) => domain.name === name);
    if (!wanted) return;
    // The kernel takes no weight for a group that is idle, as this one is where a process takes the place of another that was starting.
    if (this.#starting.has(domid) && typeof groups !== "string") groups.idle(`d${domid}`, false);
    const group =
      typeof groups === "string"
        ? [{ what: inXensWords(wanted), refused: groups }]
        : groups.place(`d${domid}`, pid, { ...wanted, heaviest: this.#heaviest });
    const outcomes = [...group, ...this.#startLast(domid, wanted), priority.nice(pid, wanted.nice), ...reservationOf(wanted, group)];
    this.#domains.set(domid, { name, outcomes });
    log.info("enforcement", { pid, applied: worded(outcomes) }, domid);
    this.#promise(domid, pid, wanted);
  }

  started(domid: number): void {
    const { groups, timers } = this.#options;
    this.#holdSoon(domid);
    const starting = this.#starting.get(domid);
    if (!starting || starting.timer || typeof groups === "string") return;
    starting.timer = timers.after(STARTED_AFTER_MS, () => {
      this.#starting.delete(domid);
      groups.idle(`d${domid}`, false);
      groups.bound(`d${domid}`, { ...starting.plan, heaviest: this.#heaviest });
    });
  }

  release(domid: number): void {
    this.#domains.delete(domid);
    this.#unpromise(domid);
    this.#starting.get(domid)?.timer?.cancel();
    this.#starting.delete(domid);
    if (typeof this.#options.groups !== "string") this.#options.groups.remove(`d${domid}`);
  }

  async placeOverlay(pid: number): Promise<void> {
    const outcome = await this.#options.realTime.give(pid, this.#options.plan.dom0Priority);
    this.#overlays = { ...outcome, what: `overlay pages ${outcome.what}` };
  }

  placeOutside(pid: number): void {
    const { plan, groups, reservations } = this.#options;
    const weight = plan.domains.reduce((sum, domain) => sum + domain.weight, plan.dom0Weight);
    if (typeof groups !== "string") groups.place(OUTSIDE_GROUP, pid, { weight, heaviest: Math.max(weight, this.#heaviest) });
    void reservations.unpin(pid);
  }

  /**
   * A page that starts wants all the processor that there is, for longer than a frame may take. So a domain that is not the heaviest starts on what
   * the others leave, whatever it was promised for afterwards. Not before it has a process of its own: Chromium's zygote, which that is forked from, has to
   * answer dom0 at any time, and dom0 stands still until it has.
   */
  #startLast(domid: number, wanted: DomainPlan): readonly Outcome[] {
    const { plan, groups } = this.#options;
    if (typeof groups === "string" || plan.domains.every(({ weight }) => weight <= wanted.weight)) return [];
    const what = `cpu.idle until ${STARTED_AFTER_MS / 1000} s after its first frame`;
    const refused = groups.idle(`d${domid}`, true);
    if (refused !== undefined) return [{ what, refused }];
    if (!this.#starting.has(domid)) this.#starting.set(domid, { plan: wanted });
    return [{ what }];
  }

  /** Real time is for who was promised something, and not before it has started: a page that loads uses more than it was promised. */
  #promise(domid: number, pid: number, { reservation }: DomainPlan): void {
    const hadStarted = this.#unpromise(domid);
    if (!reservation || reservation.refused !== undefined) return;
    this.#promised.set(domid, { pid, reservation });
    if (hadStarted) this.#holdSoon(domid);
  }

  /** Answers whether the domain had started. */
  #unpromise(domid: number): boolean {
    const promised = this.#promised.get(domid);
    promised?.timer?.cancel();
    this.#promised.delete(domid);
    this.#options.reservations.release(domid);
    return promised?.timer !== undefined;
  }

  #holdSoon(domid: number): void {
    const promised = this.#promised.get(domid);
    if (!promised || promised.timer) return;
    const { timers, reservations } = this.#options;
    promised.timer = timers.after(STARTED_AFTER_MS, () => reservations.hold(domid, promised.pid, promised.reservation));
  }

  lines(): readonly string[] {
    const { reservations } = this.#options;
    const own = [...this.#dom0, ...reservations.dom0, ...(this.#overlays ? [this.#overlays] : [])];
    const domains = [...this.#domains].sort(([a], [b]) => a - b);
    return [
      `dom0: ${worded(own)}`,
      ...domains.map(([domid, { name, outcomes }]) => `${name}: ${worded([...outcomes, ...reservations.outcomeOf(domid)])}`),
    ];
  }
}

/** What a domain was to have, when there is nothing here that it could be said by. */
function inXensWords({ weight, quota, memoryMib }: DomainPlan): string {
  const cap = quota ? `, cap ${Math.round((100 * quota.quotaUs) / quota.periodUs)} %` : "";
  return `weight ${weight}${cap}, memory ${memoryMib} MiB`;
}

/** A reservation is held by the group's weight, which was made large enough for it; niceness holds for a thread and promises a domain nothing. */
function reservationOf({ reservation }: DomainPlan, group: readonly Outcome[]): readonly Outcome[] {
  if (!reservation) return [];
  const what = `reservation ${reservation.percent} % of a processor`;
  const refused = reservation.refused ?? group[0]?.refused;
  return [refused === undefined ? { what } : { what, refused }];
}
