import { expect, test } from "vitest";
import { HeadlessGuest } from "../../../main/guests/headless-guest.ts";
import { setUpDevices } from "../../fuzz/bystander.ts";
import { World } from "../../fuzz/world.ts";
import { value } from "../../support/machine.ts";

const CYCLES = 1000;
const A_FEW_FRAMES_MS = 64;

/** How a device's or a domain's life can end. */
type End = "orderly" | "unplugged" | "killed" | "killed and unplugged";

async function aLife(world: World, end: End): Promise<number> {
  const domid = world.createDomain("guest", 4096);
  await world.makeHome(domid);
  const devices = setUpDevices(domid, "attacked");
  for (const device of devices) await world.plug(device);
  const frames: string[] = [];
  const guest = new HeadlessGuest(
    { hypercalls: value(world.hypervisor.hypercalls(domid)), xenstore: world.store.connect(domid) },
    { onFrame: (_, { uniqueId }) => void frames.push(uniqueId) },
  );
  guest.start();
  await world.settle();
  await world.advance(A_FEW_FRAMES_MS);
  if (end === "orderly") {
    for (const { domid: of, backendKind, devid } of devices) {
      const back = `/local/domain/0/backend/${backendKind}/${of}/${devid}`;
      await world.toolstack.write(`${back}/online`, "0");
      await world.toolstack.write(`${back}/state`, "5");
    }
    await world.settle();
  }
  if (end !== "killed") for (const device of devices) await world.unplug(device);
  if (end !== "killed and unplugged") await world.settle();
  guest.close();
  await world.destroy(domid);
  for (const device of devices) await world.unplug(device);
  await world.settle();
  expect(world.hypervisor.domain(domid)).toBeUndefined();
  return frames.length;
}

test(`after ${CYCLES} guests that connected and went, each in one of four ways, dom0 holds what it held before the first`, async () => {
  const world = new World();
  await world.start(setUpDevices);
  const before = world.footprint();
  const ends: readonly End[] = ["orderly", "unplugged", "killed", "killed and unplugged"];
  let shown = 0;
  for (let cycle = 0; cycle < CYCLES; cycle++) shown += await aLife(world, ends[cycle % ends.length] ?? "killed");
  expect(world.footprint()).toEqual(before);
  // They were connected, and drew.
  expect(shown).toBeGreaterThanOrEqual(CYCLES);
}, 120_000);
