/**
 * The machine below a frontend that dom0 hosts: a headless guest's, or the keyboard's of a view guest, whose renderer
 * cannot make trusted input. Its pages are shared with the backends as they are, so nothing is copied or compared.
 *
 * A view guest has two kernels, its renderer's and this one, with one grant table between them. This one numbers its frames
 * and refs from DOOR_GFN_END and DOOR_REF_END up, where the door lets no message reach; ports come from the hypervisor.
 */
import { DOOR_GFN_END, DOOR_REF_END } from "../../protocol/bridge.ts";
import type { DomId, EvtchnPort, Gfn, GrantRef } from "../../protocol/ids.ts";
import { gfn, grantRef } from "../../protocol/ids.ts";
import type { BoundEvtchn, EvtchnError, FrontendPorts, GrantError, GrantMapping, GuestPages, Xenstore } from "../../protocol/ports.ts";
import type { Result } from "../../protocol/result.ts";
import { BugError } from "../../protocol/result.ts";
import { NumberRanges } from "../../protocol/number-ranges.ts";

/** What is asked of the hypervisor in the domain's name; main/hypervisor's Hypercalls are this. */
export interface HostedHypercalls {
  readonly domid: DomId;
  allocUnbound(remote: DomId, upcall: () => void): Result<BoundEvtchn, EvtchnError>;
  bindInterdomain(remote: DomId, remotePort: EvtchnPort, upcall: () => void): Result<BoundEvtchn, EvtchnError>;
  allocPages(from: Gfn, count: number): void;
  freePages(from: Gfn, count: number): void;
  page(at: Gfn): DataView;
  grant(range: {
    readonly ref: GrantRef;
    readonly count: number;
    readonly gfn: Gfn;
    readonly remote: DomId;
    readonly readonly: boolean;
  }): Result<void, "EINVAL" | "EBUSY" | "ENOENT">;
  endGrants(ref: GrantRef, count: number): Result<void, "EBUSY">;
  map(owner: DomId, refs: ArrayLike<GrantRef>, access: "rw" | "ro"): Result<GrantMapping, GrantError>;
  suspend(resumed: () => void): void;
  watchdog(timeoutS: number): void;
}

/** Where the refs end: a grant table of the default size (xl.cfg's max_grant_frames = 64) holds no more. */
const REF_END = 64 * 512;
/** Above are libxc's special pages, of which the toolstack has given the domain some (main/hypervisor/limits.ts, STORE_GFN). */
const GFN_END = 0xf_eff8;

/** Refs, and the frames they name, that a backend had mapped when they were freed: kept until it lets go, as Linux's gnttab does. */
interface Lingering {
  readonly refs: readonly [ref: GrantRef, count: number][];
  readonly giveBack: () => void;
}

/** One for a domain's life; more of them would number the same frames. */
class HostedMemory {
  readonly #hypercalls: HostedHypercalls;
  readonly #gfns = new NumberRanges("frames", DOOR_GFN_END, GFN_END);
  readonly #refs = new NumberRanges("grant refs", DOOR_REF_END, REF_END);
  #lingering: Lingering[] = [];

  constructor(hypercalls: HostedHypercalls) {
    this.#hypercalls = hypercalls;
  }

  alloc(count: number): GuestPages {
    if (!Number.isInteger(count) || count < 1) throw new BugError(`want at least one page, got ${count}`);
    this.#retryLingering();
    const first = gfn(this.#gfns.take(count));
    this.#hypercalls.allocPages(first, count);
    const refs: [GrantRef, number][] = [];
    let freed = false;
    return {
      length: count,
      page: (index) => {
        if (freed || !Number.isInteger(index) || index < 0 || index >= count)
          throw new BugError(`page ${index} of ${freed ? "no" : count}`);
        return this.#hypercalls.page(gfn(first + index));
      },
      grant: (remote, access) => {
        if (freed) throw new BugError("the pages were freed");
        const ref = grantRef(this.#refs.take(count));
        const granted = this.#hypercalls.grant({ ref, count, gfn: first, remote, readonly: access === "ro" });
        // ENOENT: the domain died under its frontend, which will be told; nobody can map these refs.
        if (!granted.ok && granted.error !== "ENOENT") throw new BugError(`grant of ${count} from ref ${ref}: ${granted.error}`);
        refs.push([ref, count]);
        return Array.from({ length: count }, (_, i) => grantRef(ref + i));
      },
      free: () => {
        if (freed) return;
        freed = true;
        this.#hypercalls.freePages(first, count);
        this.#end({
          refs,
          giveBack: () => {
            for (const [ref] of refs) this.#refs.give(ref);
            this.#gfns.give(first);
          },
        });
      },
    };
  }

  #retryLingering(): void {
    const lingering = this.#lingering;
    this.#lingering = [];
    for (const each of lingering) this.#end(each);
  }

  #end(each: Lingering): void {
    // Every one is asked: the answer of a busy one must not keep the next from being ended.
    const ended = each.refs.map(([ref, count]) => this.#hypercalls.endGrants(ref, count).ok);
    if (ended.every(Boolean)) each.giveBack();
    else this.#lingering.push(each);
  }
}

/** The ports of the frontends that dom0 hosts for one domain. Make one for a domain, and share it between its frontends. */
export function emulatedPorts(hypercalls: HostedHypercalls, xenstore: Xenstore): FrontendPorts {
  const memory = new HostedMemory(hypercalls);
  return {
    domid: hypercalls.domid,
    xenstore,
    evtchn: {
      allocUnbound: (remote, upcall) => Promise.resolve(hypercalls.allocUnbound(remote, upcall)),
      bindInterdomain: (remote, port, upcall) => Promise.resolve(hypercalls.bindInterdomain(remote, port, upcall)),
    },
    memory: { alloc: (pages) => memory.alloc(pages) },
    gnttab: { map: (owner, refs, access) => Promise.resolve(hypercalls.map(owner, refs, access)) },
    watchdog: (timeoutS) => hypercalls.watchdog(timeoutS),
    suspend: () => new Promise((resolve) => hypercalls.suspend(resolve)),
  };
}
