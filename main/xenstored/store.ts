/**
 * xenstored: the tree, who is connected to it, and who is told of what. Semantics are oxenstored's; where C xenstored's are kept
 * instead, test/conformance/deviations.md says why. Everything is synchronous and takes no clock: one request after the other.
 */
import { DOM0, type DomId } from "../../protocol/ids.ts";
import type { Timers, Xenstore } from "../../protocol/ports.ts";
import { done, err, type Result } from "../../protocol/result.ts";
import { INTRODUCE_DOMAIN, RELEASE_DOMAIN } from "../../protocol/xs-path.ts";
import type { XsError } from "../../protocol/xs-wire.ts";
import { XenstoreClient } from "./client.ts";
import { Connection, type AccessRecord, type StoreDomain } from "./connection.ts";
import { openDomainRing, type DomainRing, type DomainRings } from "./domain-ring.ts";
import { DoorConnection, type DoorOptions } from "./door-connection.ts";
import { Gate } from "./gate.ts";
import { eachNode, emptyRoot, withPerms, type StoreNode } from "./node.ts";
import { PathTable } from "./path-table.ts";
import { DOM0_ONLY, ownerOf, type Subject } from "./perms.ts";
import { NodeCounts, OXENSTORED_QUOTA, Quota, type QuotaLimits, type QuotaRefusal, type Refusals } from "./quota.ts";
import { withoutDomainIn } from "./reap.ts";
import { StreamConnection, type Pipe } from "./stream-connection.ts";
import { Transaction, type Ground } from "./transaction.ts";
import { View, type Change, type Generations } from "./view.ts";
import { asSaidBy, WatchTree, type Watch, type WatchEvent } from "./watches.ts";

export interface StoreOptions {
  readonly quota?: Partial<QuotaLimits>;
  /** Called for each request that a quota refused: a guest is wrong, so a caller logs it as such. */
  readonly onQuotaRefusal?: (refusal: QuotaRefusal) => void;
  /** The access log. */
  readonly onAccess?: (record: AccessRecord) => void;
  /** More for CONTROL `stats`, in octets: what the process that hosts the store holds. */
  readonly process?: () => Readonly<Record<string, number>>;
  /** Without them nobody rests for conflicts, and no transaction has precedence. */
  readonly timers?: Timers;
  /** Calls back in a later turn, soon. Without it, once the promises that are settled by then have had theirs. */
  readonly schedule?: (fire: () => void) => void;
  /** Without them INTRODUCE only remembers what it is told, and domains connect by other ways. */
  readonly rings?: DomainRings;
}

/** Where a domain's xenstore ring is, as INTRODUCE says it. */
export interface Introduction {
  readonly gfn: number;
  readonly port: number;
}

/** What a domain holds of the store now, and what each quota refused it. */
export interface StoreUsage {
  readonly nodes: number;
  readonly watches: number;
  readonly transactions: number;
  readonly refusals: Refusals;
}

/** What the store holds in all. */
export interface StoreStats {
  readonly connections: number;
  readonly domains: number;
  readonly watches: number;
  readonly transactions: number;
  readonly nodes: number;
}

interface Introduced extends Introduction {
  readonly ring: DomainRing | undefined;
  shutdown: boolean;
}

export class Store {
  readonly quota: Quota;
  readonly paths = new PathTable();
  readonly watches = new WatchTree();
  readonly view: View;
  readonly access: ((record: AccessRecord) => void) | undefined;
  readonly gate: Gate | undefined;
  readonly schedule: (fire: () => void) => void;
  readonly process: () => Readonly<Record<string, number>>;
  readonly #generations: Generations;
  readonly #ground: Ground = {
    root: () => this.view.root,
    fresh: () => this.#viewOf(this.view.root, new NodeCounts(this.view.counts)),
  };
  readonly #rings: DomainRings | undefined;
  readonly #domains = new Map<DomId, StoreDomain>();
  readonly #introduced = new Map<DomId, Introduced>();
  readonly #due: WatchEvent[] = [];
  #holds = 0;
  #settling = false;

  constructor(options: StoreOptions = {}) {
    this.quota = new Quota({ ...OXENSTORED_QUOTA, ...options.quota }, options.onQuotaRefusal ?? (() => undefined));
    this.access = options.onAccess;
    this.process = options.process ?? (() => ({}));
    this.schedule = options.schedule ?? ((fire) => void Promise.resolve().then(fire));
    this.gate = options.timers && new Gate(options.timers, this.schedule);
    this.#rings = options.rings;
    let last = 0;
    this.#generations = { next: () => ++last };
    this.view = this.#viewOf(emptyRoot(), new NodeCounts());
    this.#introduced.set(DOM0, { gfn: 0, port: 0, ring: undefined, shutdown: false });
    const dom0 = this.#domain(DOM0);
    for (const path of ["/tool/xenstored", "/local/domain", INTRODUCE_DOMAIN, RELEASE_DOMAIN]) {
      const at = this.paths.resolve(path, DOM0);
      if (at) this.view.mkdir(dom0, at);
    }
    this.view.changes = [];
  }

  /** A client in this process, with the rights of `domid`. */
  connect(domid: DomId): Xenstore & { close(): void } {
    return new XenstoreClient(this, domid);
  }

  /** The server's end of a connection over whole packets: `send` gets each reply and event, `receive` takes each request. */
  packetConnection(domid: DomId, send: (packet: Uint8Array) => void, options: DoorOptions = {}): DoorConnection {
    return new DoorConnection(this, domid, send, options);
  }

  /** The server's end of a connection over octets. */
  streamConnection(domid: DomId, pipe: Pipe): StreamConnection {
    return new StreamConnection(this, domid, pipe);
  }

  /** A bare connection, for what drives one. */
  open(domid: DomId, deliver: (path: string, token: string) => void, onClose: () => void): Connection {
    return new Connection(this, this.#domain(domid), deliver, onClose);
  }

  /** INTRODUCE: maps the domain's ring and serves it. EINVAL when the domain is known with another one; else what the mapping is refused for. */
  introduce(domid: DomId, introduction: Introduction = { gfn: 0, port: 0 }): Result<void, XsError> {
    const known = this.#introduced.get(domid);
    if (known) return known.gfn === introduction.gfn && known.port === introduction.port ? done : err("EINVAL");
    const ring = this.#rings && openDomainRing(this.#rings, domid, introduction, (pipe) => this.streamConnection(domid, pipe));
    if (ring && !ring.ok) return ring;
    this.#introduced.set(domid, { ...introduction, ring: ring?.value, shutdown: false });
    this.#special(INTRODUCE_DOMAIN);
    return done;
  }

  isIntroduced(domid: DomId): boolean {
    return this.#introduced.has(domid);
  }

  /** Every domain that was introduced and not released, dom0 among them. */
  introduced(): readonly DomId[] {
    return [...this.#introduced.keys()];
  }

  /** The domain shut down or crashed but is still there: @releaseDomain, once until it is resumed. Its connections stay. */
  shutdown(domid: DomId): void {
    const known = this.#introduced.get(domid);
    if (!known || known.shutdown) return;
    known.shutdown = true;
    this.#special(RELEASE_DOMAIN);
  }

  /** RESUME: a next shutdown is news again. */
  resume(domid: DomId): Result<void, XsError> {
    const known = this.#introduced.get(domid);
    if (!known) return err("EINVAL");
    known.shutdown = false;
    return done;
  }

  /** RELEASE: the domain is gone, with its connections, the nodes it owned, and every right it had in others'. */
  release(domid: DomId): Result<void, XsError> {
    if (domid === DOM0) return err("EINVAL");
    this.#introduced.get(domid)?.ring?.close();
    const domain = this.#domains.get(domid);
    for (const connection of [...(domain?.connections ?? [])]) connection.close();
    for (const other of this.#domains.values()) if (other.target === domid) other.target = undefined;
    this.#domains.delete(domid);
    this.#reap(domid);
    this.quota.forget(domid);
    this.gate?.credit.forget(domid);
    this.gate?.precedence.forget(domid);
    if (!this.#introduced.delete(domid)) return err("EINVAL");
    this.#special(RELEASE_DOMAIN);
    return done;
  }

  /** SET_TARGET: `domid` may from now on do what `target` may. ENOENT unless it is connected or introduced. */
  setTarget(domid: DomId, target: DomId): Result<void, XsError> {
    if (!this.#domains.has(domid) && !this.#introduced.has(domid)) return err("ENOENT");
    this.#domain(domid).target = target;
    return done;
  }

  usage(domid: DomId): StoreUsage {
    const domain = this.#domains.get(domid);
    return {
      nodes: this.view.counts.of(domid),
      watches: domain?.watches ?? 0,
      transactions: domain?.transactions ?? 0,
      refusals: this.quota.refusals(domid),
    };
  }

  /** Every domain that the store knows of: connected, introduced, or refused something. */
  known(): readonly DomId[] {
    return [...new Set([...this.#introduced.keys(), ...this.#domains.keys(), ...this.quota.refused()])].sort((a, b) => a - b);
  }

  stats(): StoreStats {
    const domains = [...this.#domains.values()];
    const sum = (of: (domain: StoreDomain) => number): number => domains.reduce((total, domain) => total + of(domain), 0);
    return {
      connections: sum(({ connections }) => connections.size),
      domains: this.#introduced.size,
      watches: sum(({ watches }) => watches),
      transactions: sum(({ transactions }) => transactions),
      nodes: this.view.counts.total(),
    };
  }

  /** Takes what a request has just changed on the store itself, and notes whom that concerns. `before` is the root it began on. */
  changed(by: Subject, before: StoreNode): void {
    const { changes } = this.view;
    if (changes.length === 0) return;
    this.view.changes = [];
    this.#note(by, changes, before);
  }

  /** A transaction for a connection, with precedence when its last one failed. */
  begin(connection: Connection): Transaction {
    const transaction = new Transaction(connection.domain, this.#ground, this.gate?.credit.changes ?? 0);
    if (connection.lastFailed) this.gate?.precedence.begin(connection, transaction);
    return transaction;
  }

  commit(transaction: Transaction): Result<void, XsError> {
    // One that wrote nothing saw one state of the store, and that is all it may ask for.
    if (transaction.view.changes.length === 0) return done;
    const before = this.view.root;
    const outcome = transaction.commit();
    if (!outcome.ok) {
      this.gate?.credit.failed(transaction.subject, transaction.since, outcome.error);
      return err("EAGAIN");
    }
    const view = outcome.value;
    this.view.root = view.root;
    view.counts.settle();
    this.#note(transaction.subject, view.changes, before);
    return done;
  }

  /** A transaction is over, whichever way. */
  drop(transaction: Transaction): void {
    this.gate?.precedence.end(transaction);
  }

  /** Notes a new watch's first event, which it gets whether or not the path exists or may be read (xenstore.txt, WATCH). */
  announce(watch: Watch): void {
    this.#due.push({ watch, path: asSaidBy(watch, watch.path.text) });
  }

  /** Holds all events back until `unhold`: a reply goes out before what its request caused. */
  hold(): void {
    this.#holds++;
  }

  /** Ends a hold, and delivers what came up. */
  unhold(): void {
    this.#holds--;
    this.settle();
  }

  /** Delivers what was noted, in order. A delivery that causes more finds it delivered after itself. */
  settle(): void {
    if (this.#holds > 0 || this.#settling || this.#due.length === 0) return;
    this.#settling = true;
    let next = 0;
    try {
      for (let event = this.#due[0]; event; event = this.#due[next]) {
        next++;
        event.watch.deliver(event.path, event.watch.token);
      }
    } finally {
      this.#due.splice(0, next);
      this.#settling = false;
    }
  }

  /** Forgets a domain that was never introduced once its last connection closes. */
  dropIfUnused(domain: StoreDomain): void {
    if (domain.connections.size === 0 && !this.#introduced.has(domain.domid)) this.#domains.delete(domain.domid);
  }

  #domain(domid: DomId): StoreDomain {
    let domain = this.#domains.get(domid);
    if (!domain) this.#domains.set(domid, (domain = { domid, target: undefined, watches: 0, transactions: 0, connections: new Set() }));
    return domain;
  }

  #viewOf(root: StoreNode, counts: NodeCounts): View {
    return new View(root, counts, this.quota, this.#generations);
  }

  #note(by: Subject, changes: readonly Change[], before: StoreNode): void {
    for (const change of changes) {
      this.gate?.credit.changed(by, change.path);
      this.watches.eventsOf(change, before, this.view.root, this.#due);
    }
  }

  #reap(domid: DomId): void {
    const { view } = this;
    const before = view.root;
    const removed: Change[] = [];
    // The root is dom0's whatever was said: a guest could not leave it otherwise.
    const root = ownerOf(before.perms) === domid ? withPerms(before, DOM0_ONLY, this.#generations.next()) : before;
    view.root = withoutDomainIn(
      root,
      domid,
      () => this.#generations.next(),
      (node, names) => {
        eachNode(node, ({ perms }) => view.counts.add(ownerOf(perms), -1));
        const path = this.paths.resolve(`/${names.join("/")}`, DOM0);
        if (path) removed.push({ kind: "rm", path });
      },
    );
    this.#note({ domid: DOM0, target: undefined }, removed, before);
  }

  #special(path: string): void {
    const at = this.paths.resolve(path, DOM0);
    if (at) this.watches.specialEventsOf(at, this.view.root, this.#due);
    this.settle();
  }
}
