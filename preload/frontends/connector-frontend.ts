import { FrontEventPage } from "../../protocol/event-page.ts";
import {
  displEvt,
  displInRing,
  displReq,
  displResp,
  XEN_ERRNO,
  XENDISPL_EVT_PG_FLIP,
  XENDISPL_PACKET_SIZE,
  type DisplReq,
} from "../../protocol/io/displif.ts";
import { FrontRing, initSharedRing } from "../../protocol/ring.ts";
import type { DisplayBuffer } from "./display-buffer.ts";
import type { SharedPage } from "./shared-page.ts";

const U16 = 0xffff;

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
/** A request before it has its number. */
export type NewRequest = WithoutId<DisplReq>;

/** What one connector tells of itself. */
export interface ConnectorEvents {
  /** A flip was shown; another may be made. */
  onCredit(connector: ConnectorFrontend): void;
  /** The backend refused a flip: -XEN_Exx. The credit is back. */
  onRefused(connector: ConnectorFrontend, status: number): void;
}

/** One connector of a guest's display: its request ring, its event page, and its two framebuffers. */
export class ConnectorFrontend {
  readonly index: number;
  readonly uniqueId: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly #requests: SharedPage;
  readonly #eventPage: SharedPage;
  readonly #events: ConnectorEvents;
  readonly #ring: FrontRing;
  readonly #in: FrontEventPage;
  readonly #pending = new Map<number, (status: number) => void>();
  /** Numbers of the flips that are not answered yet: few, and a list of few costs a flip less than an entry of `#pending`. */
  readonly #flips: number[] = [];
  #buffers: readonly { readonly fbCookie: bigint; readonly buffer: DisplayBuffer }[] = [];
  #mayFlip = 0;
  #nextFb = 0;
  #outstanding = 0;
  #nextId = 0;
  #nextEventId = 0;
  /** Flips that were shown. */
  flipsDone = 0;

  constructor(
    nodes: { readonly index: number; readonly uniqueId: string; readonly width: number; readonly height: number },
    requests: SharedPage,
    eventPage: SharedPage,
    events: ConnectorEvents,
  ) {
    this.index = nodes.index;
    this.uniqueId = nodes.uniqueId;
    this.width = nodes.width;
    this.height = nodes.height;
    this.#requests = requests;
    this.#eventPage = eventPage;
    this.#events = events;
    initSharedRing(requests.view);
    this.#ring = new FrontRing(requests.view, XENDISPL_PACKET_SIZE);
    this.#in = new FrontEventPage(eventPage.view, displInRing);
  }

  /** How many flips may be made now. 0 until the display is set up. */
  get credits(): number {
    return this.#mayFlip - this.#outstanding;
  }

  /** What the next flip will show: for a guest that draws its own pixels. Undefined until the display is set up. */
  get drawable(): DisplayBuffer | undefined {
    return this.#buffers[this.#nextFb]?.buffer;
  }

  /** Submits the next framebuffer (PG_FLIP); false without a credit. */
  flip(): boolean {
    const fb = this.#buffers[this.#nextFb];
    if (!fb || this.credits <= 0) return false;
    const base = this.#ring.request();
    if (base === undefined) return false;
    const { view } = this.#requests;
    const { pgFlip } = displReq.arms;
    pgFlip.begin(view, base);
    pgFlip.at.id.set(view, base, this.#takeFlipId());
    pgFlip.at.fbCookie.set(view, base, fb.fbCookie);
    this.#outstanding++;
    this.#nextFb = (this.#nextFb + 1) % this.#buffers.length;
    if (this.#ring.push()) this.#requests.evtchn.notify();
    return true;
  }

  /** Sends a request; resolves with the response's status, 0 or -XEN_Exx. Undefined when the ring is full. */
  request(request: NewRequest): Promise<number> | undefined {
    const base = this.#ring.request();
    if (base === undefined) return undefined;
    return new Promise((resolve) => {
      displReq.encode(this.#requests.view, base, { ...request, id: this.#takeId(resolve) });
      if (this.#ring.push()) this.#requests.evtchn.notify();
    });
  }

  /**
   * The framebuffers are attached and the mode is set: flips may begin, with the one that is not on the screen. So many may be under way:
   * a guest that draws has one less than buffers, for it must not draw on what is shown.
   */
  ready(buffers: readonly { readonly fbCookie: bigint; readonly buffer: DisplayBuffer }[], mayFlip: number): void {
    this.#buffers = buffers;
    this.#mayFlip = mayFlip;
    this.#nextFb = 1 % buffers.length;
  }

  /** The upcall of the request ring: responses. */
  takeResponses(): void {
    do {
      for (let octets = this.#ring.take(); octets; octets = this.#ring.take()) {
        const id = displResp.at.id.get(octets, 0);
        const status = displResp.at.status.get(octets, 0);
        this.#answered(id, status);
      }
    } while (this.#ring.finalCheck());
  }

  /** The upcall of the event page: flips done. */
  takeEvents(): void {
    for (let octets = this.#in.take(); octets; octets = this.#in.take()) {
      const inSequence = displEvt.at.id.get(octets, 0) === this.#nextEventId;
      this.#nextEventId = (this.#nextEventId + 1) & U16;
      // Out of sequence: dropped, as Linux's frontend does.
      if (!inSequence || displEvt.at.type.get(octets, 0) !== XENDISPL_EVT_PG_FLIP || this.#outstanding === 0) continue;
      this.#outstanding--;
      this.flipsDone++;
      this.#in.release();
      this.#events.onCredit(this);
    }
    this.#in.release();
  }

  /** Gives back rings and buffers. Harmless twice. */
  close(): void {
    this.#requests.close();
    this.#eventPage.close();
    for (const { buffer } of this.#buffers) buffer.free();
    this.#buffers = [];
    this.#mayFlip = 0;
    // Whoever waits for an answer learns that none will come, and can give back what it holds.
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const resolve of waiting) resolve(-XEN_ERRNO.ENODEV);
    this.#flips.length = 0;
  }

  #answered(id: number, status: number): void {
    const place = this.#flips.indexOf(id);
    if (place < 0) {
      const resolve = this.#pending.get(id);
      this.#pending.delete(id);
      resolve?.(status);
      return;
    }
    // A correct backend answers in order, so that it is the first.
    if (place === 0) this.#flips.shift();
    else this.#flips.splice(place, 1);
    if (status === 0) return;
    this.#outstanding--;
    this.#events.onRefused(this, status);
  }

  #takeFlipId(): number {
    const id = this.#nextId;
    this.#nextId = (id + 1) & U16;
    this.#flips.push(id);
    return id;
  }

  #takeId(resolve: (status: number) => void): number {
    const id = this.#nextId;
    this.#nextId = (id + 1) & U16;
    this.#pending.set(id, resolve);
    return id;
  }
}
