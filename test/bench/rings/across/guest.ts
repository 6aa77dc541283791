/** A guest's kernel that puts requests on a ring, or sends them as messages: the preload of the benchmark's page. */
import { ipcRenderer } from "electron";
import type { Dom0Message } from "../../../../protocol/bridge.ts";
import { DOM0, domId } from "../../../../protocol/ids.ts";
import { displReq, displResp, XENDISPL_PACKET_SIZE } from "../../../../protocol/io/displif.ts";
import type { FrontendPorts } from "../../../../protocol/ports.ts";
import { FrontRing, initSharedRing } from "../../../../protocol/ring.ts";
import { guestKernel } from "../../../../preload/kernel/guest-kernel.ts";
import { PACKET_OCTETS, RING_PAGES, type Ask, type Published, type Told } from "./words.ts";

/** No limit: what is measured is the way, not the leave to use it. */
const RATE_PER_S = 1e6;

const REST_MS = 3;

const now = (): number => process.uptime() * 1000;

/** A request ring of the guest's, and what it is asked to do. */
interface Ring {
  stream(requests: number): Promise<Told>;
  /** When the response was there. */
  one(number: number): Promise<number>;
}

async function openRing(kernel: FrontendPorts, count: number, talk: MessagePort): Promise<Ring> {
  const granted = kernel.memory.alloc(count);
  const pages = Array.from({ length: count }, (_, i) => granted.page(i));
  initSharedRing(granted.page(0));
  const front = new FrontRing(pages, XENDISPL_PACKET_SIZE);
  const refs = granted.grant(DOM0, "rw");
  let onUpcall: () => void = () => undefined;
  const evtchn = await kernel.evtchn.allocUnbound(DOM0, () => onUpcall());
  if (!evtchn.ok) throw new Error("no event channel");
  talk.postMessage({ refs, port: evtchn.value.port } satisfies Published);

  const { pgFlip } = displReq.arms;
  /** As many as there is room for, up to `most`; how many. */
  const put = (most: number, from: number): number => {
    let put = 0;
    for (; put < most; put++) {
      const base = front.request();
      if (base === undefined) break;
      const { page } = front;
      pgFlip.begin(page, base);
      pgFlip.at.id.set(page, base, (from + put) & 0xffff);
      pgFlip.at.fbCookie.set(page, base, BigInt(from + put));
    }
    if (put > 0 && front.push()) evtchn.value.notify();
    return put;
  };
  /** Takes responses until there are none; every one must be the next. */
  const taken = (from: number): number => {
    let took = 0;
    do {
      for (let octets = front.take(); octets; octets = front.take()) {
        const id = displResp.at.id.get(octets, 0);
        if (id !== ((from + took) & 0xffff)) throw new Error(`response ${id}, want ${(from + took) & 0xffff}`);
        took++;
      }
    } while (front.finalCheck());
    return took;
  };
  return {
    stream: (requests) =>
      new Promise((resolve) => {
        const began = now();
        let done = 0;
        let sent = put(requests, 0);
        onUpcall = () => {
          done += taken(done);
          sent += put(requests - sent, sent);
          if (done === requests) resolve([now() - began]);
        };
      }),
    one: (number) =>
      new Promise((resolve) => {
        onUpcall = () => {
          if (taken(number) > 0) resolve(now());
        };
        put(1, number);
      }),
  };
}

async function start(domid: number, door: MessagePort, raw: MessagePort, talk: MessagePort): Promise<void> {
  const kernel = guestKernel({
    domid: domId(domid),
    port: {
      post: (message) => door.postMessage(message),
      onMessage: (take) => {
        door.onmessage = ({ data }) => take(data as Dom0Message);
      },
    },
    schedule: (fire) => queueMicrotask(fire),
    timers: {
      now: () => performance.now(),
      at: () => ({ cancel: () => undefined }),
      after: (ms, fire) => void setTimeout(fire, ms) as never,
    },
    ratePerS: RATE_PER_S,
  });
  const small = await openRing(kernel, RING_PAGES.ring, talk);
  let large: Ring | undefined;
  const messages = (requests: number, window: number): Promise<Told> =>
    new Promise((resolve) => {
      const began = now();
      let done = 0;
      let sent = 0;
      const send = (): void => {
        const packet = new Uint8Array(PACKET_OCTETS);
        packet[0] = sent++;
        raw.postMessage(packet);
      };
      raw.onmessage = ({ data }) => {
        if ((data as Uint8Array)[0] !== (done++ & 0xff)) throw new Error("a response out of order");
        if (sent < requests) send();
        if (done === requests) resolve([now() - began]);
      };
      while (sent < Math.min(window, requests)) send();
    });
  const each = async (requests: number, one: (number: number) => Promise<number>): Promise<Told> => {
    const told: number[] = [];
    for (let i = 0; i < requests; i++) {
      const began = now();
      told.push((await one(i)) - began);
      // A lone one: what the last left behind (a word about the next wake-up) has gone its way.
      await new Promise((resolve) => void setTimeout(resolve, REST_MS));
    }
    return told;
  };
  const messageAlone = (number: number): Promise<number> =>
    new Promise((resolve) => {
      raw.onmessage = () => resolve(now());
      const packet = new Uint8Array(PACKET_OCTETS);
      packet[0] = number;
      raw.postMessage(packet);
    });

  const perform = async (ask: Ask): Promise<Told | undefined> => {
    switch (ask.what) {
      case "open large ring":
        large = await openRing(kernel, RING_PAGES["large ring"], talk);
        return undefined;
      case "ring":
        return small.stream(ask.requests);
      case "large ring":
        return large?.stream(ask.requests);
      case "messages":
        return messages(ask.requests, ask.window);
      case "ring alone":
        return each(ask.requests, small.one);
      case "message alone":
        return each(ask.requests, messageAlone);
    }
  };
  talk.onmessage = ({ data }) => void perform(data as Ask).then((told) => told && talk.postMessage(told));
}

ipcRenderer.once("start", ({ ports }, domid: number) => {
  const [door, raw, talk] = ports;
  if (door && raw && talk) void start(domid, door, raw, talk);
});
