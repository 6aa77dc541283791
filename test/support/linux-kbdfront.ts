import { DOM0 } from "../../protocol/ids.ts";
import { kbdInEvent, kbdInRing, type KbdInEvent } from "../../protocol/io/kbdif.ts";
import type { FakeMachine } from "./ports.ts";

/** Linux's xen-kbdfront as far as a backend can tell: what it writes, and in which order. */
export interface LinuxFrontend {
  readonly page: DataView;
  /** The in event of a slot; undefined while in_prod has not come so far. */
  in(slot: number): KbdInEvent | undefined;
  notify(): void;
  /** As by sysfs: straight to Closed. */
  unbind(): Promise<void>;
}

/**
 * Probes: `requests` first, then page-ref, page-gref and event-channel and Initialised, whatever state the backend is in. InitWait of the backend
 * is answered with Connected at once.
 */
export async function aLinuxFrontend(
  machine: FakeMachine,
  front: string,
  requests: Readonly<Record<string, string>>,
): Promise<LinuxFrontend> {
  const guest = machine.guest(3);
  const evtchn = await guest.evtchn.allocUnbound(DOM0, () => undefined);
  if (!evtchn.ok) throw new Error(evtchn.error);
  const pages = guest.memory.alloc(1);
  const [ref] = pages.grant(DOM0, "rw");
  const page = pages.page(0);
  const backend = machine.store.get(`${front}/backend`)!;
  const write = (key: string, value: string): void => machine.store.set({ [`${front}/${key}`]: value });
  for (const [key, value] of Object.entries({ "page-ref": "1", ...requests, "page-gref": String(ref) })) write(key, value);
  write("event-channel", String(evtchn.value.port));
  write("state", "3");
  const watch = await guest.xenstore.watch(`${backend}/state`, () => {
    if (machine.store.get(`${backend}/state`) === "2" && machine.store.get(`${front}/state`) === "3") write("state", "4");
  });
  return {
    page,
    in: (slot) => (page.getUint32(4, true) > slot ? kbdInEvent.decode(page, kbdInRing.ringAt + slot * kbdInRing.slotOctets) : undefined),
    notify: () => evtchn.value.notify(),
    unbind: () => {
      if (watch.ok) watch.value.close();
      evtchn.value.close();
      pages.free();
      write("state", "6");
      return Promise.resolve();
    },
  };
}
