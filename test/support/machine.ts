import type { DomId } from "../../protocol/ids.ts";
import type { GuestFault, Result } from "../../protocol/result.ts";
import type { Hypercalls } from "../../main/hypervisor/hypercalls.ts";
import { Hypervisor } from "../../main/hypervisor/hypervisor.ts";

/** A hypervisor whose turns run when a test says so. */
export interface Machine {
  readonly hypervisor: Hypervisor;
  /** Faults that guests were reported for. */
  readonly faults: GuestFault[];
  /** Runs turns until there are none; answers how many. */
  run(): number;
  /** Runs one turn; false when there was none. */
  turn(): boolean;
  /** Makes a domain that runs. */
  guest(maxPages?: number): DomId;
  hypercalls(domid: DomId): Hypercalls;
}

export function aMachine(): Machine {
  const turns: (() => void)[] = [];
  const faults: GuestFault[] = [];
  const hypervisor = new Hypervisor({ schedule: (fire) => void turns.push(fire), onFault: (fault) => void faults.push(fault) });
  const turn = (): boolean => {
    const fire = turns.shift();
    fire?.();
    return fire !== undefined;
  };
  return {
    hypervisor,
    faults,
    turn,
    run() {
      let count = 0;
      while (turn()) if (++count > 10_000) throw new Error("the turns do not end");
      return count;
    },
    guest(maxPages = 16_384) {
      const domid = value(hypervisor.createDomain({ name: "guest", uuid: "u", vcpus: 1, maxPages }));
      hypervisor.unpause(domid);
      return domid;
    },
    hypercalls: (domid) => value(hypervisor.hypercalls(domid)),
  };
}

/** The value of a result that a test counts on. */
export function value<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`refused: ${String(result.error)}`);
  return result.value;
}
