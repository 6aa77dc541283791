import { BackEventPage } from "../../../protocol/event-page.ts";
import {
  DISPL_RESP_OP_AT,
  displEdidResp,
  displEvt,
  displInRing,
  displReq,
  displReqHeader,
  displResp,
  XEN_ERRNO,
  XENDISPL_EVT_PG_FLIP,
  XENDISPL_OP_PG_FLIP,
  XENDISPL_PACKET_SIZE,
  type DisplReq,
  type DisplReqOf,
  type XenErrno,
} from "../../../protocol/io/displif.ts";
import { done, err, type Result } from "../../../protocol/result.ts";
import { BackRing } from "../../../protocol/ring.ts";
import type { DeviceContext, Transport } from "../backend.ts";
import type { ConnectorNodes } from "./nodes.ts";
import type { Framebuffer, Scanout } from "./scanout.ts";
import type { BufferedFramebuffer, VdisplModel } from "./vdispl-model.ts";

/** Requests served before others get their turn: a guest on another core can fill the ring as fast as it is drained. */
const BUDGET = 64;

/** What requests are about. */
export interface ChannelModel {
  /** One for all connectors of a device. */
  readonly model: VdisplModel;
  /** What GET_EDID is answered with, if it is. */
  readonly edid: Uint8Array | undefined;
}

/** The two transports of a connector. */
export interface ChannelTransports {
  readonly requests: Transport;
  readonly events: Transport;
}

/**
 * One connector's request ring and event page.
 *
 * Requests are served strictly in order: while one waits for grants to be mapped the ring rests, so that what was sent after
 * DBUF_CREATE finds its buffer. A flip is answered when it is queued, and reported by an event when it is shown.
 */
export class ConnectorChannel {
  readonly #context: DeviceContext;
  readonly #nodes: ConnectorNodes;
  readonly #model: VdisplModel;
  readonly #edid: Uint8Array | undefined;
  readonly #scanout: Scanout;
  readonly #transports: ChannelTransports;
  readonly #ring: BackRing;
  readonly #events: BackEventPage;
  #shown: BufferedFramebuffer | undefined;
  /** Flips handed to the scanout, in order. */
  readonly #queued: BufferedFramebuffer[] = [];
  #busy = false;
  #closed = false;
  #nextEventId = 0;
  /** Flip-done events that found no room on the guest's page. */
  eventsLost = 0;

  constructor(
    context: DeviceContext,
    nodes: ConnectorNodes,
    { model, edid }: ChannelModel,
    scanout: Scanout,
    transports: ChannelTransports,
  ) {
    this.#context = context;
    this.#nodes = nodes;
    this.#model = model;
    this.#edid = edid;
    this.#scanout = scanout;
    this.#transports = transports;
    this.#ring = new BackRing(transports.requests.page, XENDISPL_PACKET_SIZE);
    this.#events = new BackEventPage(transports.events.page, displInRing);
    context.scope.show(transports.requests.name, { kind: "displ-requests", ring: this.#ring });
    context.scope.show(transports.events.name, { kind: "displ-events", ring: this.#events });
  }

  /** Serves what is on the ring: the upcall. Throws RingOverflow. */
  serve(): void {
    for (let budget = BUDGET; !this.#busy && !this.#closed; budget--) {
      if (budget === 0) {
        this.#context.timers.after(0, () => this.#context.guard(() => this.serve()));
        return;
      }
      const request = this.#ring.take();
      if (request) this.#dispatch(request);
      else if (!this.#ring.finalCheck()) return;
    }
  }

  /** Called by the scanout at the vblank that shows `fb`. */
  flipDone(fb: Framebuffer): void {
    if (this.#closed) return;
    const queued = this.#queued.shift();
    if (queued) {
      this.#show(queued);
      this.#model.letGo(queued);
    }
    const base = this.#events.slot();
    if (base === undefined) {
      // It keeps its number: a frontend drops events that come out of sequence.
      this.eventsLost++;
      this.#context.log.guest(this.#context.address.domid, "event page full, flip-done lost", { connector: this.#nodes.index });
      return;
    }
    const { view } = this.#events;
    displEvt.begin(view, base);
    displEvt.at.id.set(view, base, this.#nextEventId);
    displEvt.at.type.set(view, base, XENDISPL_EVT_PG_FLIP);
    displEvt.at.fbCookie.set(view, base, fb.cookie);
    this.#nextEventId = (this.#nextEventId + 1) & 0xffff;
    this.#events.publish();
    this.#transports.events.evtchn.notify();
  }

  /** Harmless twice. */
  close(): void {
    this.#closed = true;
    this.#scanout.release();
    this.#transports.requests.close();
    this.#transports.events.close();
  }

  #dispatch(request: DataView): void {
    const id = displReqHeader.at.id.get(request, 0);
    const operation = displReqHeader.at.operation.get(request, 0);
    if (operation === XENDISPL_OP_PG_FLIP) {
      return this.#respond(id, operation, this.#pageFlip(displReq.arms.pgFlip.at.fbCookie.get(request, 0)));
    }
    const message = displReq.decode(request, 0);
    const onControlRing = this.#nodes.index === 0;
    if (message?.kind === "dbufCreate" && onControlRing) {
      return this.#answerLater(this.#model.createDbuf(message), (answer) => this.#respond(id, operation, answer));
    }
    if (message?.kind === "getEdid" && this.#edid) {
      return this.#answerLater(this.#model.writeEdid(message, this.#edid), (answer) => this.#respond(id, operation, answer, answer));
    }
    this.#respond(id, operation, message ? this.#perform(message, onControlRing) : err("EOPNOTSUPP"));
  }

  /** The ring rests until `work` is done. */
  #answerLater<T>(work: Promise<T>, respond: (answer: T) => void): void {
    this.#busy = true;
    this.#context.guardAsync(async () => {
      const answer = await work;
      this.#busy = false;
      if (this.#closed) return;
      respond(answer);
      this.serve();
    });
  }

  #perform(req: DisplReq, onControlRing: boolean): Result<void, XenErrno> {
    switch (req.kind) {
      case "dbufCreate":
        return err("EINVAL"); // here not on the control ring
      case "dbufDestroy":
        return onControlRing ? this.#model.destroyDbuf(req.dbufCookie) : err("EINVAL");
      case "fbAttach":
        return onControlRing ? this.#model.attachFb(req) : err("EINVAL");
      case "fbDetach":
        return onControlRing ? this.#model.detachFb(req.fbCookie) : err("EINVAL");
      case "setConfig":
        return this.#setConfig(req);
      case "pgFlip":
        return this.#pageFlip(req.fbCookie);
      case "getEdid":
        return err("EOPNOTSUPP");
    }
  }

  #setConfig({ fbCookie, x, y, width, height, bpp }: DisplReqOf<"setConfig">): Result<void, XenErrno> {
    if (fbCookie === 0n && (x | y | width | height | bpp) === 0) {
      this.#scanout.setMode(undefined);
      // Flips that waited are dropped without an event, as the frontend that turned the connector off knows.
      for (const fb of this.#queued.splice(0)) this.#model.letGo(fb);
      this.#show(undefined);
      return done;
    }
    const fb = this.#model.framebuffer(fbCookie);
    if (!fb) return err("ENOENT");
    // TRUST: the place and size are the guest's; header: bound by the connector's resolution. What is shown must be there to show.
    if (width === 0 || height === 0 || x + width > this.#nodes.width || y + height > this.#nodes.height) return err("EINVAL");
    if (width > fb.width || height > fb.height || bpp !== 8 * fb.octetsAPixel) return err("EINVAL");
    this.#scanout.setMode({ fb, x, y, width, height });
    this.#show(fb);
    return done;
  }

  #pageFlip(cookie: bigint): Result<void, XenErrno> {
    const fb = this.#model.framebuffer(cookie);
    if (!fb) return err("ENOENT");
    if (!this.#shown) return err("EINVAL");
    if (!this.#scanout.queueFlip(fb)) return err("EBUSY");
    this.#model.hold(fb);
    this.#queued.push(fb);
    return done;
  }

  /** Keeps what is on the screen, and lets go of what was. */
  #show(fb: BufferedFramebuffer | undefined): void {
    if (fb) this.#model.hold(fb);
    if (this.#shown) this.#model.letGo(this.#shown);
    this.#shown = fb;
  }

  #respond(id: number, operation: number, answer: Result<unknown, XenErrno>, edidSz?: Result<number, XenErrno>): void {
    const { page, evtchn } = this.#transports.requests;
    const base = this.#ring.response();
    displResp.begin(page, base);
    displResp.at.id.set(page, base, id);
    displResp.at.operation.set(page, base, operation);
    displResp.at.status.set(page, base, answer.ok ? 0 : -XEN_ERRNO[answer.error]);
    if (edidSz?.ok) displEdidResp.encode(page, base + DISPL_RESP_OP_AT, { edidSz: edidSz.value });
    if (this.#ring.push()) evtchn.notify();
  }
}
