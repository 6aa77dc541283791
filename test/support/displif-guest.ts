import type { NewRequest } from "../../preload/frontends/connector-frontend.ts";
import { sharePage } from "../../preload/frontends/shared-page.ts";
import { FrontEventPage } from "../../protocol/event-page.ts";
import { DOM0 } from "../../protocol/ids.ts";
import {
  displEvt,
  displInRing,
  displReq,
  displResp,
  DRM_FORMAT_XRGB8888,
  GREF_DIR_GREFS_AT,
  GREFS_A_DIRECTORY_PAGE,
  XEN_ERRNO,
  XENDISPL_PACKET_SIZE,
} from "../../protocol/io/displif.ts";
import { FrontRing, initSharedRing } from "../../protocol/ring.ts";
import { settle } from "./clock.ts";
import { aCockpit, addDevice } from "./ports-cockpit.ts";

/** -XEN_Exx, as a response's status has it. */
export const E = (name: keyof typeof XEN_ERRNO): number => -XEN_ERRNO[name];

/** Nobody listens to the page. */
export const deaf = { onUpcall: () => {}, onBroken: () => {} };

/** A guest that speaks displif by hand, connected with two connectors: what it sends and what it is answered. */
export async function aHandmadeGuest(more: Readonly<Record<string, string>> = {}) {
  const t = aCockpit();
  const guest = t.machine.guest(3);
  const front = {
    "0/resolution": "1920x720",
    "0/unique-id": "cluster",
    "1/resolution": "1280x800",
    "1/unique-id": "ivi",
    ...more,
  };
  const paths = addDevice(t.machine.store, { backend: "vdispl", domid: 3 }, {}, front);
  const connectors = await Promise.all(
    [0, 1].map(async (index) => {
      const requests = await sharePage(guest, DOM0, deaf);
      const events = await sharePage(guest, DOM0, deaf);
      if (!requests.ok || !events.ok) throw new Error("no page");
      t.machine.store.set({
        [`${paths.front}/${index}/req-ring-ref`]: requests.value.ref,
        [`${paths.front}/${index}/req-event-channel`]: requests.value.port,
        [`${paths.front}/${index}/evt-ring-ref`]: events.value.ref,
        [`${paths.front}/${index}/evt-event-channel`]: events.value.port,
      });
      initSharedRing(requests.value.view);
      return {
        requests: requests.value,
        ring: new FrontRing(requests.value.view, XENDISPL_PACKET_SIZE),
        events: new FrontEventPage(events.value.view, displInRing),
      };
    }),
  );
  await t.host.start();
  t.machine.store.set({ [`${paths.front}/state`]: "3" });
  await settle(5);
  let id = 100;
  let lastResponse: DataView = new DataView(new ArrayBuffer(XENDISPL_PACKET_SIZE));
  const send = async (request: NewRequest | { readonly kind: "raw"; readonly operation: number }, connector = 0): Promise<number> => {
    const { requests, ring } = connectors[connector]!;
    const base = ring.request()!;
    const sent = ++id;
    if (request.kind === "raw") {
      requests.view.setUint16(base, sent, true);
      requests.view.setUint8(base + 2, request.operation);
    } else displReq.encode(requests.view, base, { ...request, id: sent });
    ring.push();
    requests.evtchn.notify();
    await settle();
    const response = ring.take()!;
    lastResponse = new DataView(response.buffer.slice(0));
    const { id: answered, status } = displResp.decode(response, 0);
    if (answered !== sent) throw new Error(`sent ${sent}, answered ${answered}`);
    return status;
  };
  const takeEvents = (connector = 0) => {
    const out: { id: number; fbCookie: bigint }[] = [];
    for (let octets = connectors[connector]!.events.take(); octets; octets = connectors[connector]!.events.take()) {
      const { id: eventId, fbCookie } = displEvt.decode(octets, 0);
      out.push({ id: eventId, fbCookie });
    }
    connectors[connector]!.events.release();
    return out;
  };
  /** A directory of `pages` grefs over as many directory pages as needed. */
  const aDirectory = (pages: number, tail = 0) => {
    const buffer = guest.memory.alloc(pages);
    const refs = buffer.grant(DOM0, "rw");
    const directory = guest.memory.alloc(Math.ceil(pages / GREFS_A_DIRECTORY_PAGE));
    const own = directory.grant(DOM0, "rw");
    refs.forEach((ref, i) =>
      directory.page(Math.floor(i / GREFS_A_DIRECTORY_PAGE)).setUint32(GREF_DIR_GREFS_AT + (i % GREFS_A_DIRECTORY_PAGE) * 4, ref, true),
    );
    own.forEach((_, i) => directory.page(i).setUint32(0, own[i + 1] ?? tail, true));
    return { first: own[0]!, directory, refs };
  };
  const create = (overrides: Partial<Extract<NewRequest, { kind: "dbufCreate" }>> = {}) => {
    const { first } = aDirectory(25);
    const base = { dbufCookie: 1n, width: 160, height: 160, bpp: 32, bufferSz: 102400, flags: 0, grefDirectory: first, dataOfs: 0 };
    return send({ kind: "dbufCreate", ...base, ...overrides });
  };
  const attach = (overrides: Partial<Extract<NewRequest, { kind: "fbAttach" }>> = {}, connector = 0) =>
    send(
      { kind: "fbAttach", dbufCookie: 1n, fbCookie: 10n, width: 160, height: 160, pixelFormat: DRM_FORMAT_XRGB8888, ...overrides },
      connector,
    );
  const config = (fbCookie: bigint, connector = 0, overrides = {}) =>
    send({ kind: "setConfig", fbCookie, x: 0, y: 0, width: 160, height: 160, bpp: 32, ...overrides }, connector);
  const off = (connector = 0) => send({ kind: "setConfig", fbCookie: 0n, x: 0, y: 0, width: 0, height: 0, bpp: 0 }, connector);
  const cluster = t.connectors.get("cluster")!;
  return {
    ...t,
    cluster,
    guest,
    lastResponse: () => lastResponse,
    paths,
    connectors,
    send,
    takeEvents,
    aDirectory,
    create,
    attach,
    config,
    off,
  };
}
