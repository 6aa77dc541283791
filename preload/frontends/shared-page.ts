import type { DomId } from "../../protocol/ids.ts";
import type { BoundEvtchn, FrontendPorts, GuestPages } from "../../protocol/ports.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { RingOverflow } from "../../protocol/ring.ts";

/** One page granted to a backend, and the event channel beside it. */
export interface SharedPage {
  readonly view: DataView;
  /** The page's gref and the channel's port, as their nodes have them: decimal. */
  readonly ref: string;
  readonly port: string;
  readonly evtchn: BoundEvtchn;
  /** Harmless twice. */
  close(): void;
}

/** What a shared page's owner does with it. */
export interface SharedPageEvents {
  onUpcall(): void;
  /** The page holds indices that no correct backend writes; nothing on it can be believed any more. */
  onBroken(reason: string): void;
}

/** Allocates both for `backendId`, or neither. */
export async function sharePage(ports: FrontendPorts, backendId: DomId, events: SharedPageEvents): Promise<Result<SharedPage, string>> {
  const bound = await ports.evtchn.allocUnbound(backendId, () => serve(events));
  if (!bound.ok) return err(`event channel: ${bound.error}`);
  const evtchn = bound.value;
  const pages: GuestPages = ports.memory.alloc(1);
  const [ref] = pages.grant(backendId, "rw");
  const close = (): void => {
    evtchn.close();
    pages.free();
  };
  if (ref === undefined) {
    close();
    return err("grant: none given");
  }
  return ok({ view: pages.page(0), ref: String(ref), port: String(evtchn.port), evtchn, close });
}

/** Runs the owner's upcall; an impossible index ends there, for a guest hosted in dom0 may not throw into it. */
export function serve(events: SharedPageEvents): void {
  try {
    events.onUpcall();
  } catch (problem) {
    if (!(problem instanceof RingOverflow)) throw problem;
    events.onBroken(problem.message);
  }
}
