/**
 * What each domain is to have of this machine, from its xl.cfg and its reservation: in the words of Xen's schedulers, before anybody asks
 * what the machine offers. The camera and the telltales are dom0's, so dom0 comes before the heaviest guest, and guests by their weights.
 */
import type { CockpitDomain } from "../../toolstack/cockpit.ts";

/** A group's quota of processor time, in microseconds of each period of as many (CFS bandwidth control). */
export interface Quota {
  readonly quotaUs: number;
  readonly periodUs: number;
}

export interface Reservation {
  /** Of one processor. */
  readonly percent: number;
  /** Of SCHED_RR: heavier domains come before lighter ones. */
  readonly priority: number;
  readonly refused: string | undefined;
}

export interface DomainPlan {
  readonly name: string;
  /** Beside `EnforcementPlan.dom0Weight`; credit2's scale, where 256 is the default. Of a group: raised for a reservation. */
  readonly weight: number;
  /** Steps of niceness below dom0. */
  readonly nice: number;
  /** Undefined where it bounds nothing: so many processors are not there. */
  readonly quota: Quota | undefined;
  readonly memoryMib: number;
  /** What is promised by RTDS' parameters; `refused` says why it is not. */
  readonly reservation: Reservation | undefined;
}

export interface EnforcementPlan {
  readonly dom0Weight: number;
  /** Of SCHED_RR, above every domain's: whatever a domain does with its real time, dom0 can take it away. */
  readonly dom0Priority: number;
  /**
   * Of the GPU process's main thread, which makes and frees the bitmaps of all pages. The heaviest domain's frames wait for it, and so it comes
   * before the lighter ones, whatever they do; but a guest's WebGL runs on it, too, and so it comes after the heaviest.
   */
  readonly gpuMainPriority: number;
  readonly domains: readonly DomainPlan[];
}

/** dom0 has so many times the heaviest guest's share. */
const DOM0_OVER_GUESTS = 2;
/** One step of niceness is this factor in Linux's share of a contended processor (sched(7), "The nice value"). */
const SHARE_OF_A_STEP = 1.25;
const NICE_MAX = 19;
/** What is left to dom0 and to domains without a reservation, whatever is promised. */
const RESERVED_MAX = 0.75;
/** The heaviest domain's highest real-time priority; dom0's is one above, and both leave the system's own above (main/launch/realtime.mjs). */
const HEAVIEST_PRIORITY_MAX = 8;
/** credit2's period of replenishment for a cap (sched_credit2.c): Linux' own 100 ms would hold a domain up for several frames. */
const CAP_PERIOD_US = 10_000;
/** The least that the kernel takes (kernel/sched/core.c, min_cfs_quota_period) and the longest period (max_cfs_quota_period). */
const QUOTA_MIN_US = 1000;
const PERIOD_MAX_US = 1_000_000;

type Wanted = Pick<CockpitDomain, "config" | "rtds">;

/** `cpus`: the processors that this machine has. */
export function planOf(domains: readonly Wanted[], cpus: number): EnforcementPlan {
  const dom0Weight = DOM0_OVER_GUESTS * Math.max(1, ...domains.map(({ config }) => config.cpuWeight));
  const reserved = domains.map((domain) => reservedPercent(domain));
  const sum = reserved.reduce<number>((all, percent) => all + (percent ?? 0), 0);
  const room = RESERVED_MAX * cpus * 100;
  const refused = sum > room ? `${sum} % are reserved in all, and ${cpus} processors have ${room} % to promise` : undefined;
  const weights = withFloors(
    domains.map(({ config }, index) => ({ weight: config.cpuWeight, floor: refused ? 0 : (reserved[index] ?? 0) / (cpus * 100) })),
    dom0Weight,
  );
  const priorities = prioritiesOf(domains);
  return {
    dom0Weight,
    dom0Priority: priorities.heaviest + 1,
    gpuMainPriority: priorities.heaviest - 1,
    domains: domains.map((domain, index): DomainPlan => {
      const weight = weights[index] ?? domain.config.cpuWeight;
      const percent = reserved[index];
      return {
        name: domain.config.name,
        weight,
        // By the xl.cfg's own weight: niceness cannot hold a reservation, and one is no reason to come before dom0.
        nice: niceSteps(domain.config.cpuWeight, dom0Weight),
        quota: quotaOf(domain, cpus),
        memoryMib: domain.config.maxmemMib,
        reservation: percent === undefined ? undefined : { percent, priority: priorities.of(domain), refused },
      };
    }),
  };
}

/** The niceness, in steps below a process of `heavier`, that has one of `weight` share a contended processor with it by their weights. */
export function niceSteps(weight: number, heavier: number): number {
  return Math.min(NICE_MAX, Math.max(0, Math.round(Math.log(heavier / weight) / Math.log(SHARE_OF_A_STEP))));
}

/** From 1 for the lightest domain with a reservation, one more for each step of weight; between the heaviest and the others is the GPU process's main thread. */
function prioritiesOf(domains: readonly Wanted[]): { readonly heaviest: number; readonly of: (domain: Wanted) => number } {
  const weights = [...new Set(domains.flatMap(({ config, rtds }) => (rtds ? [config.cpuWeight] : [])))].sort((a, b) => a - b);
  const heaviest = Math.min(HEAVIEST_PRIORITY_MAX, Math.max(2, weights.length + 1));
  return {
    heaviest,
    of: ({ config }) => (config.cpuWeight === weights.at(-1) ? heaviest : Math.min(heaviest - 2, 1 + weights.indexOf(config.cpuWeight))),
  };
}

/** RTDS' parameters are those of each vCPU. */
const reservedPercent = ({ config, rtds }: Wanted): number | undefined =>
  rtds === undefined ? undefined : Math.round((100 * config.vcpus * rtds.budget) / rtds.period);

/**
 * Weights by which each domain has its floor, a fraction of all processors, when everybody wants all he can get: as they are where that
 * is enough, and else raised. A domain's weight is no guarantee by itself, since dom0 and the others have theirs.
 */
function withFloors(domains: readonly { readonly weight: number; readonly floor: number }[], dom0Weight: number): readonly number[] {
  let raised = new Set<number>();
  for (;;) {
    const floors = domains.reduce((sum, { floor }, index) => sum + (raised.has(index) ? floor : 0), 0);
    const others = domains.reduce((sum, { weight }, index) => sum + (raised.has(index) ? 0 : weight), dom0Weight);
    const all = others / (1 - floors);
    const weights = domains.map(({ weight, floor }, index) => (raised.has(index) ? Math.ceil(floor * all) : weight));
    const short = domains.flatMap(({ weight, floor }, index) => (!raised.has(index) && weight < floor * all ? [index] : []));
    if (short.length === 0) return weights;
    raised = new Set([...raised, ...short]);
  }
}

/** The narrowest of what bounds a domain: its vCPUs, its cap, and a reservation without extra time. */
function quotaOf({ config, rtds }: Wanted, cpus: number): Quota | undefined {
  const percents = [config.vcpus * 100, ...(config.capPercent > 0 ? [config.capPercent] : [])];
  const capped = Math.min(...percents);
  const budget = rtds && !rtds.extratime ? Math.round((100 * config.vcpus * rtds.budget) / rtds.period) : Infinity;
  if (rtds && budget <= capped) return budget >= cpus * 100 ? undefined : { quotaUs: config.vcpus * rtds.budget, periodUs: rtds.period };
  if (capped >= cpus * 100) return undefined;
  const periodUs = Math.min(PERIOD_MAX_US, Math.max(CAP_PERIOD_US, Math.ceil((QUOTA_MIN_US * 100) / capped)));
  return { quotaUs: Math.round((periodUs * capped) / 100), periodUs };
}
