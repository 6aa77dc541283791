import type { Hypercalls, OwnEvtchn } from "../../main/hypervisor/hypercalls.ts";
import { DOM0, domId, gfn, grantRef, type DomId } from "../../protocol/ids.ts";
import type { Xenstore } from "../../protocol/ports.ts";
import { GuestFault } from "../../protocol/result.ts";
import { value } from "../support/machine.ts";
import type { FuzzDice } from "./dice.ts";
import type { World } from "./world.ts";

/** A guest's frames: gref FIRST_REF + n names frame n, until it makes it name another. */
export const FRAMES = 64;
export const FIRST_REF = 8;
/** More than a domain of its own could want, so that allocation runs out sometimes. */
const PORTS_MAX = 16;
/** What a domain may have of memory, in pages: enough, hardly enough, and too little. */
const MAX_PAGES = [4096, 4096, FRAMES, 6] as const;

/** A domain whose kernel is ours to break: memory, grants, event channels and a store connection, without any driver. */
export class Attacker {
  readonly world: World;
  readonly dice: FuzzDice;
  readonly domid: DomId;
  readonly hypercalls: Hypercalls;
  readonly xenstore: Xenstore & { close(): void };
  /** Does what an honest guest does, mostly: so it gets far before it does something else. */
  calm = true;
  readonly #ports: OwnEvtchn[] = [];

  constructor(world: World, dice: FuzzDice) {
    this.world = world;
    this.dice = dice;
    this.domid = world.createDomain("attacker", dice.pick(MAX_PAGES));
    this.hypercalls = value(world.hypervisor.hypercalls(this.domid));
    this.xenstore = world.store.connect(this.domid);
    this.hypercalls.allocPages(gfn(0), FRAMES);
    for (let frame = 0; frame < FRAMES; frame++) this.grant(frame, frame, DOM0, false);
  }

  /** Whether it does not do what would be right. */
  slips(): boolean {
    return this.dice.oneIn(this.calm ? 40 : 4);
  }

  /** Runs `act` on a frame's page, unless the domain has no memory left for it. */
  onPage(frame: number, act: (page: DataView) => void): void {
    try {
      act(this.hypercalls.page(gfn(frame)));
    } catch (problem) {
      if (!(problem instanceof GuestFault)) throw problem;
    }
  }

  /** A frame's gref, as long as nothing was done to it. */
  refOf(frame: number): number {
    return FIRST_REF + frame;
  }

  /** Makes gref number `entry` name a frame; EBUSY where a backend has it mapped. */
  grant(entry: number, frame: number, remote: DomId, readonly: boolean): void {
    this.hypercalls.grant({ ref: grantRef(FIRST_REF + entry), count: 1, gfn: gfn(frame), remote, readonly });
  }

  endGrant(entry: number): void {
    this.hypercalls.endGrants(grantRef(FIRST_REF + entry), 1);
  }

  /** A port for a backend to bind. With too many open, the oldest is closed first. */
  freshPort(remote = DOM0): number {
    if (this.#ports.length >= PORTS_MAX) this.#ports.shift()?.close();
    const port = this.hypercalls.allocUnbound(remote, () => undefined);
    if (!port.ok) return 0;
    this.#ports.push(port.value);
    return port.value.port;
  }

  /** Any of its open ports. */
  somePort(): OwnEvtchn | undefined {
    return this.#ports[this.dice.int(Math.max(1, this.#ports.length))];
  }

  closeSomePort(): void {
    this.#ports.splice(this.dice.int(Math.max(1, this.#ports.length)), 1)[0]?.close();
  }

  notifyAll(): void {
    for (const port of this.#ports) port.notify();
  }

  /** Writes a node below its frontend's directory; refused where it may not. */
  write(kind: string, key: string, text: string): void {
    void this.xenstore.write(`device/${kind}/0/${key}`, text);
  }

  /** Whom a grant could be for: mostly dom0, sometimes the bystander, itself, or nobody. */
  someRemote(): DomId {
    return this.dice.pick([DOM0, DOM0, this.world.bystander, this.domid, domId(999)]);
  }
}
