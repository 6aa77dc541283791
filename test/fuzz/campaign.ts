/**
 * A campaign: one guest does all that a guest can do, in any order, and after every few acts all that must hold is looked at.
 *
 * Two worlds run beside each other in the same virtual time, one with the attacker and one without. Whatever he does, the bystander must see in both
 * the same, to the millisecond, and once he is gone dom0 must hold in both the same.
 */
import type { DomId } from "../../protocol/ids.ts";
import { setUpDevices } from "./bystander.ts";
import { checkBounds } from "./bounds.ts";
import { begin, calmActs, commonActs } from "./acts.ts";
import type { Act, Attack } from "./attack.ts";
import { Attacker } from "./attacker.ts";
import { someSignal, vssAttack } from "./attack-vss.ts";
import { vdisplAttack } from "./attack-vdispl.ts";
import { vkbdAttack } from "./attack-vkbd.ts";
import { fuzzDice, type FuzzDice } from "./dice.ts";
import { HostileMemory } from "./hostile-memory.ts";
import { countAnswers } from "./answers.ts";
import { World } from "./world.ts";

export const ATTACKS = { vdispl: vdisplAttack, vkbd: vkbdAttack, vss: vssAttack } as const;
export type FuzzDevice = keyof typeof ATTACKS;

/** Acts between two looks at everything. */
const BATCH = 64;
/** Acts in the life of one attacker. */
const LIFE = 4096;
/** Time moves on between two batches by so much at most. */
const BATCH_MS = 24;
/** Acts from one vblank to the next, about. */
const ACTS_A_FRAME = 24;
const FRAME_MS = 17;
/** What is told of what led to a failure. */
const TRACE = 40;

export interface CampaignOptions {
  readonly device: FuzzDevice;
  readonly seed: number;
  readonly operations: number;
  readonly onProgress?: (done: number) => void;
}

/** What a campaign did, for whoever wants to know that it did something. */
export interface CampaignReport {
  readonly operations: number;
  readonly attackers: number;
  /** Faults that backends found in the attackers, and dealt with. */
  readonly faults: number;
  /** Times that a backend reached Connected. */
  readonly connections: number;
  /** What was answered how often, as "kind status": of some of the attackers, at whose rings somebody looked. */
  readonly answers: ReadonlyMap<string, number>;
}

/** Something that must hold did not. The message says how to see it again. */
export class CampaignFailure extends Error {
  override readonly name = "CampaignFailure";
}

export async function campaign(options: CampaignOptions): Promise<CampaignReport> {
  const thrown: unknown[] = [];
  const onThrown = (problem: unknown): void => void thrown.push(problem);
  process.on("uncaughtException", onThrown);
  process.on("unhandledRejection", onThrown);
  const run = new Campaign(options, thrown);
  try {
    return await run.all();
  } catch (problem) {
    throw run.failure(problem);
  } finally {
    process.off("uncaughtException", onThrown);
    process.off("unhandledRejection", onThrown);
  }
}

class Campaign {
  readonly #options: CampaignOptions;
  readonly #attack: Attack;
  readonly #acts: readonly Act[];
  /** What the device is for, and nothing that breaks it. */
  readonly #calmActs: readonly Act[];
  readonly #thrown: unknown[];
  readonly #dice: FuzzDice;
  readonly #memory: HostileMemory;
  readonly #attacked: World;
  /** Without an attacker. */
  readonly #quiet = new World();
  readonly #trace: string[] = [];
  #done = 0;
  #attackers = 0;
  readonly #answers = new Map<string, number>();
  #connections = 0;
  #wasConnected = false;

  constructor(options: CampaignOptions, thrown: unknown[]) {
    this.#options = options;
    this.#attack = ATTACKS[options.device];
    const weighted = (acts: readonly Act[]): readonly Act[] => acts.flatMap((act) => Array.from({ length: act.weight }, () => act));
    this.#acts = weighted([...commonActs(this.#attack), ...this.#attack.acts]);
    this.#calmActs = weighted([...calmActs, ...this.#attack.acts]);
    this.#thrown = thrown;
    this.#dice = fuzzDice(options.seed);
    this.#memory = new HostileMemory(this.#dice);
    this.#attacked = new World(this.#memory);
  }

  async all(): Promise<CampaignReport> {
    for (const world of [this.#attacked, this.#quiet]) await world.start(setUpDevices);
    while (this.#done < this.#options.operations) await this.#life();
    const faults = [...this.#attacked.faults.values()].reduce((sum, count) => sum + count, 0);
    return { operations: this.#done, attackers: this.#attackers, faults, connections: this.#connections, answers: this.#answers };
  }

  failure(problem: unknown): CampaignFailure {
    const { device, seed } = this.#options;
    const again = `npm run fuzz -- --device ${device} --seed ${seed} --operations ${this.#done}`;
    const told = (one: unknown): string => (one instanceof Error ? `${one.stack ?? one.message}\n${told(one.cause ?? "")}` : String(one));
    const what = told(problem);
    return new CampaignFailure(`operation ${this.#done} (again: ${again})\nlast: ${this.#trace.join(", ")}\n${what}`, { cause: problem });
  }

  async #life(): Promise<void> {
    this.#attackers++;
    const attacker = new Attacker(this.#attacked, this.#dice);
    await this.#attacked.makeHome(attacker.domid);
    let device = this.#attack.device(attacker.domid, this.#dice);
    await this.#attacked.plug(device);
    const looked = this.#dice.oneIn(3);
    for (let lived = 0; lived < LIFE && this.#done < this.#options.operations; lived += BATCH) {
      if (!this.#connected(attacker) && !this.#dice.oneIn(4)) {
        await this.#attacked.unplug(device);
        await this.#attacked.settle();
        device = this.#attack.device(attacker.domid, this.#dice);
        await this.#attacked.plug(device);
        await this.#attacked.settle();
        if (looked) countAnswers(this.#attacked.host.device(this.#attack.kind, attacker.domid, 0)?.scope, this.#answers);
        await begin(this.#attack, attacker);
      }
      await this.#batch(attacker);
    }
    this.#memory.armed = false;
    attacker.xenstore.close();
    if (this.#dice.oneIn(2)) await this.#attacked.unplug(device);
    await this.#attacked.destroy(attacker.domid);
    await this.#attacked.unplug(device);
    await this.#attacked.settle();
    this.#checkGone(attacker);
  }

  #connected({ domid }: Attacker): boolean {
    const connected = this.#attacked.host.device(this.#attack.kind, domid, 0)?.state === "Connected";
    if (connected && !this.#wasConnected) this.#connections++;
    this.#wasConnected = connected;
    return connected;
  }

  async #batch(attacker: Attacker): Promise<void> {
    attacker.calm = !this.#dice.oneIn(3);
    this.#memory.armed = this.#dice.oneIn(attacker.calm ? 20 : 3);
    const acts = attacker.calm ? this.#calmActs : this.#acts;
    for (let i = 0; i < BATCH; i++) {
      const { name, act } = this.#dice.pick(acts);
      this.#trace.push(name);
      if (this.#trace.length > TRACE) this.#trace.shift();
      const acting = act(attacker);
      if (acting) await acting;
      if (this.#dice.oneIn(ACTS_A_FRAME)) await this.#pass(FRAME_MS);
      this.#done++;
    }
    await this.#attacked.settle();
    await this.#drive();
    this.#check(attacker.domid);
    this.#options.onProgress?.(this.#done);
  }

  /** What happens in both worlds: time, vehicle signals, and the bystander's input. */
  async #drive(): Promise<void> {
    const ms = 1 + this.#dice.int(BATCH_MS);
    const [index, value] = someSignal(this.#dice);
    const [key, x] = [1 + this.#dice.int(100), this.#dice.int(100) / 100];
    for (const world of [this.#attacked, this.#quiet]) {
      world.signals.set(index, value);
      for (const { route, port } of world.seat.ports) {
        if (route.keyboard !== "bystander") continue;
        port.key(key, true);
        port.pointer(x, 1 - x, 0);
        port.key(key, false);
      }
      await world.settle();
    }
    await this.#pass(ms);
  }

  async #pass(ms: number): Promise<void> {
    for (const world of [this.#attacked, this.#quiet]) await world.advance(ms);
  }

  #check(attacker: DomId): void {
    const [problem] = this.#thrown.splice(0);
    if (problem !== undefined) throw new Error("thrown out of everything", { cause: problem });
    checkBounds(this.#attacked, this.#quiet, attacker);
    const [seen, wanted] = [this.#attacked.seen.splice(0), this.#quiet.seen.splice(0)];
    const differs = seen.length !== wanted.length ? Math.min(seen.length, wanted.length) : seen.findIndex((line, i) => line !== wanted[i]);
    if (differs >= 0) throw new Error(`the bystander saw "${seen[differs]}", and without the attacker "${wanted[differs]}"`);
  }

  #checkGone({ domid }: Attacker): void {
    this.#check(domid);
    const { hypervisor } = this.#attacked;
    const left = {
      ...this.#attacked.footprint(),
      attacker: hypervisor.domain(domid),
      accounting: hypervisor.accounting(domid),
    };
    const wanted = { ...this.#quiet.footprint(), attacker: undefined, accounting: { ports: 0, grants: 0, pins: 0, mapped: 0, pages: 0 } };
    const [have, want] = [JSON.stringify(left), JSON.stringify(wanted)];
    if (have !== want) throw new Error(`the attacker is gone and leaves behind\n${have}\nwhere without him there is\n${want}`);
  }
}
