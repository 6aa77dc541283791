import { BUFFER_PAGES_MAX } from "../../main/backends/vdispl/vdispl-model.ts";
import { SHARED_PAGES_MAX } from "../../main/hypervisor/limits.ts";
import { OXENSTORED_QUOTA } from "../../main/xenstored/quota.ts";
import { DOM0, type DomId } from "../../protocol/ids.ts";
import type { World } from "./world.ts";

/** Of one device: request ring and event page of each of its two connectors, a page of a directory or an EDID, and the event channels beside them. */
const RING_PAGES_MAX = 4;
const WALK_PAGES_MAX = 1;
const PORTS_MAX = 4;
/** A vblank of each connector, a turn of each request ring, an interval of signals. */
const TIMERS_MAX = 5;
/** Watches of a device's backend. */
const WATCHES_MAX = 2;
/** Directories and records of one device, and what an error leaves. */
const DEVICE_NODES_MAX = 120;
/** main/log: so many lines at once, and one more a second. */
const LINES_BURST = 10;
const LINE_MS = 1000;

/** How much more there may be in the attacked world than in the quiet one. Throws when there is more. */
export function checkBounds(attacked: World, quiet: World, attacker: DomId): void {
  const [have, base] = [attacked.footprint(), quiet.footprint()];
  const lent = attacked.hypervisor.lent(DOM0, attacker);
  const most = (what: string, value: number, max: number): void => {
    if (value > max) throw new Error(`${what}: ${value}, want at most ${max}`);
  };
  most("pages that dom0 has mapped", have.dom0.mapped, base.dom0.mapped + BUFFER_PAGES_MAX + RING_PAGES_MAX + WALK_PAGES_MAX);
  most("pages that dom0 lends", lent.shared + lent.leaked, SHARED_PAGES_MAX);
  most("dom0's ports", have.dom0.ports, base.dom0.ports + PORTS_MAX);
  most("timers", have.timers, base.timers + TIMERS_MAX);
  most("watches", have.store.watches, base.store.watches + WATCHES_MAX);
  most("nodes", have.store.nodes, base.store.nodes + OXENSTORED_QUOTA.nodes + DEVICE_NODES_MAX);
  most("input devices", have.inputs, base.inputs + 1);
  most("listeners to signals", have.listeners, base.listeners + 1);
  most("devices", have.devices, base.devices + 1);
  checkLog(attacked, attacker, most);
  const [escaped] = attacked.escaped;
  if (escaped) throw new Error(`a fault got out of a backend: ${escaped.message}`);
}

function checkLog(
  { lines, clock, bystander, faults }: World,
  attacker: DomId,
  most: (what: string, value: number, max: number) => void,
): void {
  const max = LINES_BURST + clock.now() / LINE_MS + 1;
  for (const [line, count] of lines) {
    if (line.startsWith("error")) throw new Error(`dom0 blames itself: ${line}`);
    if (!line.startsWith("info") && line.includes(`d${bystander} `)) throw new Error(`dom0 blames the bystander: ${line}`);
    if (line.includes(`d${attacker} `)) most(`lines "${line}"`, count, max);
  }
  if (faults.has(bystander)) throw new Error("a fault of the bystander was reported");
}
