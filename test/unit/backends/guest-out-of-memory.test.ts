import { expect, test } from "vitest";
import { vssDevice } from "../../../main/toolstack/devices.ts";
import { writeNodes } from "../../../main/toolstack/store-nodes.ts";
import { DOM0, gfn, grantRef, PAGE_SIZE } from "../../../protocol/ids.ts";
import { fillPageDirectory, readPageDirectory } from "../../../main/backends/vdispl/page-directory.ts";
import { aMachine, value } from "../../support/machine.ts";
import { setUpDevices } from "../../fuzz/bystander.ts";
import { World } from "../../fuzz/world.ts";

/** A guest of one page, which it uses: what else it grants, it has no memory for. */
function aGuestOfOnePage(machine: ReturnType<typeof aMachine>) {
  const domid = machine.guest(1);
  const hypercalls = machine.hypercalls(domid);
  hypercalls.allocPages(gfn(0), 2);
  hypercalls.page(gfn(0));
  value(hypercalls.grant({ ref: grantRef(8), count: 1, gfn: gfn(1), remote: DOM0, readonly: false }));
  return domid;
}

test("a guest that grants a page it has no memory for has its device closed, nothing of it stays mapped, and dom0 lives", async () => {
  const world = new World();
  await world.start(setUpDevices);
  const before = world.footprint();
  const domid = world.createDomain("guest", 1);
  await world.makeHome(domid);
  const device = vssDevice({ domid, devid: 0, backendDomid: DOM0 });
  await world.plug(device);
  const hypercalls = value(world.hypervisor.hypercalls(domid));
  hypercalls.allocPages(gfn(0), 2);
  hypercalls.page(gfn(0));
  value(hypercalls.grant({ ref: grantRef(8), count: 1, gfn: gfn(1), remote: DOM0, readonly: false }));
  const { port } = value(hypercalls.allocUnbound(DOM0, () => undefined));
  await world.settle();
  const front = `/local/domain/${domid}/device/vss/0`;
  value(
    await writeNodes(world.toolstack, [
      { path: `${front}/page-gref`, value: "8" },
      { path: `${front}/event-channel`, value: String(port) },
    ]),
  );
  await world.toolstack.write(`${front}/state`, "4");
  await world.settle();
  expect({
    state: world.host.device("vss", domid, 0)?.state,
    error: value(await world.toolstack.read(`/local/domain/0/error/backend/vss/${domid}/0/error`)),
    mapped: world.footprint().dom0.mapped - before.dom0.mapped,
  }).toEqual({ state: "Failed", error: `22 page-gref 8: d${domid}: wants more than the 1 pages of its maxmem`, mapped: 0 });
});

test("a page directory that its guest has no memory for is not kept mapped", async () => {
  const machine = aMachine();
  const domid = aGuestOfOnePage(machine);
  const gnttab = machine.hypervisor.grantTables(DOM0);
  await expect(readPageDirectory(gnttab, domid, 8, PAGE_SIZE)).rejects.toThrow("maxmem");
  await expect(fillPageDirectory(gnttab, domid, 8, [grantRef(9)])).rejects.toThrow("maxmem");
  expect(machine.hypervisor.accounting(DOM0).mapped).toBe(0);
});

test("what went wrong with a device is forgotten with the device", async () => {
  const world = new World();
  await world.start(setUpDevices);
  const before = world.footprint();
  const domid = world.createDomain("guest", 16);
  await world.makeHome(domid);
  const device = vssDevice({ domid, devid: 0, backendDomid: DOM0 });
  await world.plug(device);
  await world.settle();
  await world.toolstack.write(`/local/domain/${domid}/device/vss/0/state`, "4");
  await world.settle();
  expect(world.host.device("vss", domid, 0)?.state).toBe("Failed");
  await world.unplug(device);
  await world.settle();
  await world.destroy(domid);
  expect(world.footprint()).toEqual(before);
});
