import fc from "fast-check";
import { expect, test } from "vitest";
import type { DomId, EvtchnPort } from "../../../protocol/ids.ts";
import { DOM0, domId, gfn, grantRef } from "../../../protocol/ids.ts";
import type { GrantMapping } from "../../../protocol/ports.ts";
import type { OwnEvtchn } from "../../../main/hypervisor/hypercalls.ts";
import type { Machine } from "../../support/machine.ts";
import { aMachine } from "../../support/machine.ts";

/** Seconds are plenty; a machine that is busy takes more. */
const PATIENCE_MS = 30_000;

/** What the hypervisor's state should be, told the naive way: every question is a search. */
interface Model {
  domains: { domid: number; dying: boolean }[];
  ports: { id: number; domid: number; port: number; remote: number; peer: number | undefined; pending: boolean }[];
  grants: { domid: number; ref: number; remote: number; readonly: boolean; ended: boolean; id: number }[];
  mappings: { id: number; owner: number; mapper: number; grants: number[] }[];
  next: number;
}

/** The real thing, with the handles that the commands made, by the model's ids. */
interface Real {
  readonly machine: Machine;
  readonly ports: Map<number, OwnEvtchn>;
  readonly mappings: Map<number, GrantMapping>;
  /** Model ids of ports in the order they were upcalled. */
  readonly upcalled: number[];
}

const alive = (m: Model, domid: number): boolean => m.domains.some((d) => d.domid === domid && !d.dying);
const pins = (m: Model, grant: number): number => m.mappings.reduce((sum, each) => sum + each.grants.filter((g) => g === grant).length, 0);
const lowestFree = (m: Model, domid: number): number => {
  for (let port = 1; ; port++) if (!m.ports.some((p) => p.domid === domid && p.port === port)) return port;
};

/** Ended grants that nobody has pinned are gone, and so are dying domains that nobody has a page of. */
function sweep(m: Model): void {
  m.grants = m.grants.filter((g) => !g.ended || pins(m, g.id) > 0);
  m.domains = m.domains.filter((d) => !d.dying || m.grants.some((g) => g.domid === d.domid));
}

function closeInModel(m: Model, id: number): void {
  const port = m.ports.find((p) => p.id === id);
  if (!port) return;
  m.ports = m.ports.filter((p) => p !== port);
  const peer = m.ports.find((p) => p.id === port.peer);
  if (peer) Object.assign(peer, { peer: undefined, remote: port.domid });
}

function check(m: Model, { machine, ports }: Real): void {
  for (let domid = 0; domid < 5; domid++) {
    const owned = m.grants.filter((g) => g.domid === domid);
    expect(machine.hypervisor.accounting(domId(domid))).toMatchObject({
      ports: m.ports.filter((p) => p.domid === domid).length,
      grants: owned.length,
      pins: owned.reduce((sum, g) => sum + pins(m, g.id), 0),
      mapped: m.mappings.filter((each) => each.mapper === domid).reduce((sum, each) => sum + each.grants.length, 0),
    });
  }
  for (const [id, handle] of ports) {
    const port = m.ports.find((p) => p.id === id);
    expect(handle.status()).toBe(!port ? "closed" : port.peer === undefined ? "unbound" : "interdomain");
  }
}

type Step = (m: Model, r: Real) => void;

class Act implements fc.Command<Model, Real> {
  readonly #name: string;
  readonly #act: Step;

  constructor(name: string, act: Step) {
    this.#name = name;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  run(m: Model, r: Real): void {
    this.#act(m, r);
    sweep(m);
    check(m, r);
  }

  toString(): string {
    return this.#name;
  }
}

const hypercallsOf = (r: Real, domid: number): ReturnType<Machine["hypercalls"]> | undefined => {
  const hypercalls = r.machine.hypervisor.hypercalls(domId(domid));
  return hypercalls.ok ? hypercalls.value : undefined;
};

function addPort(
  m: Model,
  r: Real,
  made: { domid: number; remote: number; peer: number | undefined; pending: boolean },
  own: OwnEvtchn,
): void {
  const id = m.next;
  m.next += 1;
  expect(own.port).toBe(lowestFree(m, made.domid));
  m.ports.push({ id, port: own.port, ...made });
  const peer = m.ports.find((p) => p.id === made.peer);
  if (peer) peer.peer = id;
  r.ports.set(id, own);
}

const domain = fc.nat(4);
/** Three times of four a command aims at something that is there; else it shoots blind. */
const aim = fc.oneof({ weight: 3, arbitrary: fc.nat(20) }, { weight: 1, arbitrary: fc.constant(undefined) });
const nthOf = <T>(items: readonly T[], nth: number | undefined): T | undefined =>
  nth === undefined ? undefined : items[nth % Math.max(1, items.length)];

/** What makes something; drawn oftener than what ends it. */
// prettier-ignore
const makers = [
  fc.tuple(domain, domain).map(([domid, remote]) => new Act(`d${domid} alloc_unbound for d${remote}`, (m, r) => {
    const id = m.next;
    const answer = hypercallsOf(r, domid)?.allocUnbound(domId(remote), () => r.upcalled.push(id));
    expect(answer?.ok ?? false).toBe(alive(m, domid));
    if (answer?.ok) addPort(m, r, { domid, remote, peer: undefined, pending: false }, answer.value);
  })),
  fc.tuple(aim, domain, domain, fc.integer({ min: 1, max: 6 })).map(([nth, ...blind]) => new Act(`bind ${nth} or d${blind.join()}`, (m, r) => {
    const waiting = nthOf(m.ports.filter((p) => p.peer === undefined), nth);
    const [domid, remote, port] = waiting ? [waiting.remote, waiting.domid, waiting.port] : blind;
    const id = m.next;
    const answer = hypercallsOf(r, domid)?.bindInterdomain(domId(remote), port as EvtchnPort, () => r.upcalled.push(id));
    const peer = m.ports.find((p) => p.domid === remote && p.port === port && p.peer === undefined && p.remote === domid);
    expect(answer?.ok ?? false).toBe(alive(m, domid) && peer !== undefined);
    if (answer?.ok && peer) addPort(m, r, { domid, remote, peer: peer.id, pending: true }, answer.value);
  })),
  fc.tuple(domain, fc.integer({ min: 8, max: 12 }), fc.integer({ min: 1, max: 3 }), domain, fc.boolean()).map(([domid, ref, count, remote, readonly]) =>
    new Act(`d${domid} grants ${ref} +${count} to d${remote}`, (m, r) => {
      const answer = hypercallsOf(r, domid)?.grant({ ref: grantRef(ref), count, gfn: gfn(ref), remote: domId(remote), readonly });
      const over = m.grants.filter((g) => g.domid === domid && g.ref >= ref && g.ref < ref + count);
      expect(answer?.ok ?? false).toBe(alive(m, domid) && over.every((g) => pins(m, g.id) === 0));
      if (!answer?.ok) return;
      m.grants = m.grants.filter((g) => !over.includes(g));
      for (let i = 0; i < count; i++) m.grants.push({ domid, ref: ref + i, remote, readonly, ended: false, id: m.next++ });
    })),
  fc.tuple(aim, domain, domain, fc.integer({ min: 8, max: 14 }), fc.integer({ min: 1, max: 3 }), fc.constantFrom("rw", "ro")).map(([nth, by, of, at, count, access]) =>
    new Act(`map ${nth} or d${by} of d${of} ${at} +${count} ${access}`, (m, r) => {
      const aimed = nthOf(m.grants, nth);
      const [mapper, owner, ref] = aimed ? [aimed.remote, aimed.domid, aimed.ref] : [by, of, at];
      const refs = Array.from({ length: count }, (_, i) => ref + i);
      const answer = hypercallsOf(r, mapper)?.map(domId(owner), refs.map(grantRef), access);
      const may = (g: Model["grants"][number]): boolean => !g.ended && g.remote === mapper && !(g.readonly && access === "rw");
      const grants = m.grants.filter((g) => g.domid === owner && refs.includes(g.ref) && may(g));
      expect(answer?.ok ?? false).toBe(alive(m, mapper) && alive(m, owner) && grants.length === count);
      if (!answer?.ok) return;
      const id = m.next++;
      m.mappings.push({ id, owner, mapper, grants: grants.map((g) => g.id) });
      r.mappings.set(id, answer.value);
      answer.value.page(0).setUint8(0, 1);
    })),
];

// prettier-ignore
const commands = [
  fc.constant(new Act("create", (m, r) => {
    if (m.domains.length < 4) m.domains.push({ domid: r.machine.guest(), dying: false });
  })),
  domain.map((domid) => new Act(`destroy d${domid}`, (m, r) => {
    if (domid === 0) return;
    r.machine.hypervisor.destroy(domId(domid));
    if (!alive(m, domid)) return;
    for (const { id } of m.ports.filter((p) => p.domid === domid)) closeInModel(m, id);
    m.mappings = m.mappings.filter((each) => each.mapper !== domid);
    for (const grant of m.grants) if (grant.domid === domid) grant.ended = true;
    for (const each of m.domains) if (each.domid === domid) each.dying = true;
  })),
  fc.nat(30).map((nth) => new Act(`close ${nth}`, (m, r) => {
    // Any handle there ever was: those of closed ports must do nothing.
    const id = nthOf([...r.ports.keys()], nth) ?? 0;
    r.ports.get(id)?.close();
    closeInModel(m, id);
  })),
  fc.nat(30).map((nth) => new Act(`send ${nth}`, (m, r) => {
    const id = nthOf([...r.ports.keys()], nth) ?? 0;
    r.ports.get(id)?.notify();
    const peer = m.ports.find((p) => p.id === m.ports.find((own) => own.id === id)?.peer);
    if (peer) peer.pending = true;
  })),
  fc.constant(new Act("turns", (m, r) => {
    r.machine.run();
    const pending = m.ports.filter((p) => p.pending);
    for (const port of pending) port.pending = false;
    expect(new Set(r.upcalled)).toEqual(new Set(pending.map((p) => p.id)));
    expect(r.upcalled.length).toBe(pending.length);
    r.upcalled.length = 0;
  })),
  fc.tuple(domain, fc.integer({ min: 8, max: 14 }), fc.integer({ min: 1, max: 3 })).map(([domid, ref, count]) => new Act(`d${domid} ends ${ref} +${count}`, (m, r) => {
    const answer = hypercallsOf(r, domid)?.endGrants(grantRef(ref), count);
    const ending = m.grants.filter((g) => alive(m, domid) && g.domid === domid && g.ref >= ref && g.ref < ref + count);
    for (const grant of ending) grant.ended = true;
    expect(answer?.ok ?? true).toBe(ending.every((g) => pins(m, g.id) === 0));
  })),
  fc.nat(20).map((nth) => new Act(`unmap #${nth}`, (m, r) => {
    const each = nthOf(m.mappings, nth);
    if (!each) return;
    r.mappings.get(each.id)?.unmap();
    m.mappings = m.mappings.filter((other) => other !== each);
  })),
];

test(
  "domains that grant, map, bind, send, close and die in any order leave what a naive model says, and in the end nothing",
  () => {
    fc.assert(
      fc.property(fc.commands([...commands, ...makers, ...makers, ...makers], { maxCommands: 80, size: "max" }), (sequence) => {
        const real: Real = { machine: aMachine(), ports: new Map(), mappings: new Map(), upcalled: [] };
        const model: Model = { domains: [{ domid: 0, dying: false }], ports: [], grants: [], mappings: [], next: 1 };
        for (let i = 0; i < 3; i++) model.domains.push({ domid: real.machine.guest(), dying: false });
        fc.modelRun(() => ({ model, real }), sequence);
        for (const { domid } of real.machine.hypervisor.domains().slice(1)) real.machine.hypervisor.destroy(domid);
        for (const mapping of real.mappings.values()) mapping.unmap();
        for (const port of real.ports.values()) port.close();
        real.machine.hypercalls(DOM0).endGrants(grantRef(8), 100);
        const left = [0, 1, 2, 3, 4].map((domid): [DomId, unknown] => [domId(domid), real.machine.hypervisor.accounting(domId(domid))]);
        expect(left.map(([, counts]) => counts)).toEqual(left.map(() => ({ ports: 0, grants: 0, pins: 0, mapped: 0, pages: 0 })));
        expect(real.machine.hypervisor.domains().map(({ domid }) => domid)).toEqual([DOM0]);
      }),
      { numRuns: 120 },
    );
  },
  PATIENCE_MS,
);
