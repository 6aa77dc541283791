/** How long the devices of one more domain take to connect, with few domains there and with many. */
import { HeadlessGuest } from "../../../main/guests/headless-guest.ts";
import { setUpDevices } from "../../fuzz/bystander.ts";
import { World } from "../../fuzz/world.ts";
import { value } from "../../support/machine.ts";

const MANY = 1000;
/** Domains that one figure is the median of. */
const SAMPLE = 10;

export interface ConnectRun {
  /** Milliseconds a domain, of the first and of the last of a thousand. */
  readonly at10: number;
  readonly at1000: number;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** A thousand emulated domains, each with a display, a keyboard and signals, one after the other. */
export async function connectRun(): Promise<ConnectRun> {
  const screens = Array.from({ length: MANY }, (_, i) => `screen-${i}`);
  const world = new World(undefined, screens);
  await world.start(setUpDevices);
  const took: number[] = [];
  for (const screen of screens) {
    const domid = world.createDomain(screen, 64);
    const began = performance.now();
    await world.makeHome(domid);
    for (const device of setUpDevices(domid, screen)) await world.plug(device);
    new HeadlessGuest({ hypercalls: value(world.hypervisor.hypercalls(domid)), xenstore: world.store.connect(domid) }).start();
    await world.settle();
    took.push(performance.now() - began);
    for (const kind of ["vdispl", "vkbd", "vss"]) {
      const state = world.host.device(kind, domid, 0)?.state;
      if (state !== "Connected") throw new Error(`d${domid} ${kind}: ${state}`);
    }
  }
  return { at10: median(took.slice(SAMPLE, 2 * SAMPLE)), at1000: median(took.slice(-SAMPLE)) };
}
