/**
 * Domains that were promised processor time (RTDS' parameters in cockpit.yaml) run in real time while they keep to it. One that has used
 * more in a second is as any other until it has kept to it for a second: as RTDS' `extratime` has it, with a longer period, since a frame is
 * no place to stop a page at.
 */
import type { Timer, Timers } from "../../../protocol/ports.ts";
import type { Log } from "../../log/log.ts";
import { dom0Threads } from "./dom0-threads.ts";
import type { HostFiles } from "./host-files.ts";
import { worded, type Outcome } from "./outcome.ts";
import type { Reservation } from "./plan.ts";
import type { Meant, RealTime } from "./real-time.ts";

/** How often it is looked at what a domain has used. */
const PERIOD_MS = 1000;
/** proc(5): times are in ticks of USER_HZ, which is 100 in every Linux. */
const MS_A_TICK = 10;
/** Of the GPU process those that put a frame together. */
const GPU_THREADS = ["VizCompositorTh", "Chrome_ChildIOT"];

export interface Dom0Processes {
  readonly pid: number;
  readonly gpuPid: () => number | undefined;
  /** The virtual display that the launcher started: a frame is not shown before it has copied it. */
  readonly displayServer: number | undefined;
  readonly priority: number;
  /** Of the GPU process's main thread. */
  readonly gpuMainPriority: number;
  /** Those that this machine lets us run on (sched_getaffinity(2)). */
  readonly processors: readonly number[];
}

export interface ReservationsOptions {
  readonly realTime: RealTime;
  readonly files: HostFiles;
  readonly timers: Pick<Timers, "after" | "now">;
  readonly log: Log;
  readonly dom0: Dom0Processes;
  /** Takes the process into its domain's control group again, where it had to leave it for real time. */
  readonly back: (domid: number, pid: number) => void;
}

type Promised = Pick<Reservation, "percent" | "priority">;

interface Held {
  readonly pid: number;
  /** Its threads that real time was asked for. Chromium ends idle ones of its pools, and starts others. */
  readonly threads: Set<number>;
  readonly promised: Promised;
  outcome: readonly Outcome[] | undefined;
  inRealTime: boolean;
  usedMs: number;
  at: number;
  timer?: Timer;
}

export class Reservations {
  readonly #options: ReservationsOptions;
  readonly #held = new Map<number, Held>();
  /** Which of dom0's threads are meant, and those that real time was asked for. */
  readonly #meant: Meant;
  readonly #had = new Set<number>();
  #gpuPid: number | undefined;
  #dom0: Outcome | undefined;
  #displayServer: Outcome | undefined;
  #pinned: Outcome | undefined;
  #turn = Promise.resolve();

  constructor(options: ReservationsOptions) {
    this.#options = options;
    this.#meant = dom0Threads(options.files, options.dom0.pid);
  }

  /** The domain's process has started, and is in real time from now on while it uses no more than it was promised. */
  hold(domid: number, pid: number, promised: Promised): void {
    this.release(domid);
    const held: Held = { pid, threads: new Set(), promised, outcome: undefined, inRealTime: false, usedMs: 0, at: 0 };
    this.#held.set(domid, held);
    this.#look(domid, held);
    void this.#give(domid, held);
  }

  /** The domain's process is gone, or is about to have another's place. */
  release(domid: number): void {
    this.#held.get(domid)?.timer?.cancel();
    this.#held.delete(domid);
  }

  /** What became of the domain's real time; nothing before it was tried. */
  outcomeOf(domid: number): readonly Outcome[] {
    return this.#held.get(domid)?.outcome ?? [];
  }

  /**
   * Lets a process that dom0 has started run wherever the machine lets us: it would have dom0's processor otherwise, if dom0 has one.
   * Answers why it does not.
   */
  unpin(pid: number): Promise<string | undefined> {
    const { realTime, dom0 } = this.#options;
    return this.#pinned ? realTime.pin(pid, dom0.processors) : Promise.resolve(undefined);
  }

  /** The same of dom0's own, and of what shows its frames. */
  get dom0(): readonly Outcome[] {
    const [own, server] = [this.#dom0, this.#displayServer];
    return [
      ...(own ? [{ ...own, what: `its loop and the GPU process ${own.what}` }] : []),
      ...(server ? [{ ...server, what: `the virtual display ${server.what}` }] : []),
      ...(this.#pinned ? [this.#pinned] : []),
    ];
  }

  #look(domid: number, held: Held): void {
    const { timers } = this.#options;
    held.at = timers.now();
    held.usedMs = this.#usedMs(held.pid);
    held.timer = timers.after(PERIOD_MS, () => {
      const used = (100 * (this.#usedMs(held.pid) - held.usedMs)) / Math.max(1, timers.now() - held.at);
      this.#look(domid, held);
      void this.#judge(domid, held, used);
    });
  }

  async #judge(domid: number, held: Held, used: number): Promise<void> {
    const { percent, priority } = held.promised;
    const keepsToIt = used <= percent;
    // Again to who has it: some of its threads may be new, and so may the GPU process.
    if (keepsToIt) return this.#give(domid, held);
    if (!held.inRealTime) return;
    const { realTime, back, log } = this.#options;
    held.inRealTime = false;
    held.threads.clear();
    const why = `used ${Math.round(used)} % of a processor, promised ${percent} %`;
    held.outcome = [{ what: `SCHED_RR ${priority}`, refused: why }];
    const problem = await realTime.take(held.pid);
    if (problem === undefined && this.#held.get(domid) === held) back(domid, held.pid);
    log.info("real time withdrawn", { usedPercent: Math.round(used), reservedPercent: percent, ...(problem ? { problem } : {}) }, domid);
  }

  async #give(domid: number, held: Held): Promise<void> {
    const { realTime, log } = this.#options;
    held.inRealTime = true;
    // dom0 first: what it cannot have, no domain gets.
    await this.#giveDom0();
    const refused = this.#dom0?.refused;
    const { priority } = held.promised;
    const outcome =
      refused === undefined ? await realTime.give(held.pid, priority, undefined, held.threads) : { what: `SCHED_RR ${priority}`, refused };
    if (this.#held.get(domid) !== held) return;
    if (!held.outcome) log.info("real time", { pid: held.pid, applied: worded([outcome]) }, domid);
    held.outcome = [outcome];
    // Refused once, refused for good.
    if (outcome.refused !== undefined) held.timer?.cancel();
  }

  /** One after the other: who comes second hears of what the first was refused. */
  #giveDom0(): Promise<void> {
    return (this.#turn = this.#turn.then(() => this.#giveDom0sOwn()));
  }

  /** dom0's own threads and the GPU process, which draws for everybody, and again those that are new. */
  async #giveDom0sOwn(): Promise<void> {
    const { realTime, dom0, files } = this.#options;
    if (this.#dom0?.refused !== undefined) return;
    // One that is just being killed is none: its successor is looked for a second later.
    const alive = (pid: number | undefined): number | undefined =>
      pid !== undefined && files.read(`/proc/${pid}/stat`) !== undefined ? pid : undefined;
    const gpuPid = alive(this.#gpuPid) ?? alive(dom0.gpuPid());
    const isNew = gpuPid !== this.#gpuPid;
    this.#gpuPid = gpuPid;
    const outcomes = [await realTime.give(dom0.pid, dom0.priority, this.#meant, this.#had)];
    if (isNew && gpuPid !== undefined)
      outcomes.push(
        await realTime.give(gpuPid, dom0.priority, (_, name) => GPU_THREADS.includes(name)),
        await realTime.give(gpuPid, dom0.gpuMainPriority, (thread) => thread === gpuPid),
      );
    this.#dom0 = outcomes.find(({ refused }) => refused !== undefined) ?? outcomes[0];
    if (this.#dom0?.refused !== undefined) return;
    if (this.#displayServer === undefined && dom0.displayServer !== undefined)
      this.#displayServer = await realTime.give(dom0.displayServer, dom0.priority);
    if (isNew || this.#pinned === undefined) await this.#pin(gpuPid);
  }

  /**
   * dom0's threads wake each other, and it wakes the display, some thousand times a second. On one processor a wake-up is cheap; across two it is
   * an interrupt, and on a virtual machine an exit to its hypervisor: a third of dom0's time and a quarter of the GPU process's. So dom0 has a processor,
   * as with Xen's dom0_vcpus_pin, and the GPU process the others: it works while dom0 does. Domains run on any.
   */
  async #pin(gpuPid: number | undefined): Promise<void> {
    const { realTime, dom0 } = this.#options;
    const [first, ...others] = dom0.processors;
    if (first === undefined || others.length === 0) return;
    const refused =
      (await realTime.pin(dom0.pid, [first], this.#meant)) ??
      (dom0.displayServer === undefined ? undefined : await realTime.pin(dom0.displayServer, [first])) ??
      (gpuPid === undefined ? undefined : await realTime.pin(gpuPid, others));
    const what = `pinned to processor ${first}, the GPU process to ${others.join(", ")}`;
    this.#pinned = refused === undefined ? { what } : { what, refused };
  }

  #usedMs(pid: number): number {
    // proc(5): utime and stime are fields 14 and 15; the name before them may hold anything, but ends with the last parenthesis.
    const fields = this.#options.files.read(`/proc/${pid}/stat`)?.split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * MS_A_TICK;
  }
}
