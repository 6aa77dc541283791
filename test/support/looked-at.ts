import { HeadlessGuest } from "../../main/guests/headless-guest.ts";
import { capture, type CaptureHeader, type CaptureLine } from "../../main/microscope/capture.ts";
import { setUpDevices } from "../fuzz/bystander.ts";
import { World } from "../fuzz/world.ts";
import { value } from "./machine.ts";

/** A guest with a display, a keyboard and signals in a world of its own, whose rings are captured from before it connects. */
export async function aCapturedGuest(kind: "vdispl" | "vkbd") {
  const world = new World();
  await world.start(setUpDevices);
  const domid = world.createDomain("guest", 4096);
  await world.makeHome(domid);
  for (const device of setUpDevices(domid, "attacked")) await world.plug(device);
  await world.settle();
  const backend = world.host.device(kind, domid, 0);
  if (!backend) throw new Error(`no ${kind}`);
  const lines: (CaptureHeader | CaptureLine)[] = [];
  const captured = await capture(backend, world.toolstack, world.clock, (line) => lines.push(line));
  const guest = new HeadlessGuest({ hypercalls: value(world.hypervisor.hypercalls(domid)), xenstore: world.store.connect(domid) });
  guest.start();
  await world.settle();
  const input = [...world.seat.ports].find(({ route }) => route.keyboard === "attacked")?.port;
  return { world, domid, backend, lines, captured, guest, input };
}

/** A capture as its file has it. */
export const asText = (lines: readonly object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join("");
