import { expect, test } from "vitest";
import { DOOR_GFN_END, DOOR_REF_END } from "../../../protocol/bridge.ts";
import type { DomId } from "../../../protocol/ids.ts";
import { DOM0 } from "../../../protocol/ids.ts";
import type { FrontendPorts } from "../../../protocol/ports.ts";
import { emulatedPorts } from "../../../main/guests/emulated-ports.ts";
import type { Machine } from "../../support/machine.ts";
import { aMachine, value } from "../../support/machine.ts";

const nothing = { ports: 0, grants: 0, pins: 0, mapped: 0, pages: 0 };

function aHosted(maxPages?: number): { readonly machine: Machine; readonly domid: DomId; readonly ports: FrontendPorts } {
  const machine = aMachine();
  const domid = machine.guest(maxPages);
  return { machine, domid, ports: emulatedPorts(machine.hypercalls(domid), {} as never) };
}

test("a hosted frontend's page is the backend's page", async () => {
  const { machine, domid, ports } = aHosted();
  const pages = ports.memory.alloc(2);
  const refs = pages.grant(DOM0, "rw");
  const mapping = value(await machine.hypervisor.grantTables(DOM0).map(domid, refs, "rw"));
  pages.page(1).setUint32(0, 5, true);
  mapping.page(0).setUint32(0, 6, true);
  expect([refs, mapping.page(1).getUint32(0, true), pages.page(0).getUint32(0, true)]).toEqual([[DOOR_REF_END, DOOR_REF_END + 1], 5, 6]);
});

test("its event channels go both ways", async () => {
  const { machine, domid, ports } = aHosted();
  const log: string[] = [];
  const front = value(await ports.evtchn.allocUnbound(DOM0, () => log.push("front")));
  const back = value(await machine.hypervisor.eventChannels(DOM0).bindInterdomain(domid, front.port, () => log.push("back")));
  machine.run();
  front.notify();
  back.notify();
  machine.run();
  expect(log).toEqual(["back", "back", "front"]);
});

test("freed pages leave nothing, and what a backend still maps goes when it lets go", async () => {
  const { machine, domid, ports } = aHosted();
  const pages = ports.memory.alloc(3);
  const mapping = value(await machine.hypervisor.grantTables(DOM0).map(domid, [pages.grant(DOM0, "rw")[1] ?? 0] as never, "rw"));
  for (const i of [0, 1, 2]) pages.page(i);
  pages.free();
  pages.free();
  const held = machine.hypervisor.accounting(domid);
  mapping.unmap();
  expect([held, machine.hypervisor.accounting(domid)]).toEqual([{ ...nothing, grants: 1, pins: 1, pages: 1 }, nothing]);
});

test("refs that a backend still maps are not given again before it lets go", async () => {
  const { machine, domid, ports } = aHosted();
  const all = ports.memory.alloc(32_768 - DOOR_REF_END);
  const refs = all.grant(DOM0, "ro");
  const mapping = value(await machine.hypervisor.grantTables(DOM0).map(domid, refs.slice(0, 1), "ro"));
  all.free();
  expect(() => ports.memory.alloc(1).grant(DOM0, "ro")).toThrow("no 1 grant refs in a row are left");
  mapping.unmap();
  expect(ports.memory.alloc(1).grant(DOM0, "ro")).toEqual([DOOR_REF_END]);
});

test("a hosted guest, too, gets no more memory than its maxmem", () => {
  const { ports } = aHosted(2);
  const pages = ports.memory.alloc(3);
  pages.page(0);
  pages.page(2);
  expect(() => pages.page(1)).toThrow("wants more than the 2 pages of its maxmem");
});

test("a frontend that outlives its domain harms nobody", async () => {
  const { machine, domid, ports } = aHosted();
  const pages = ports.memory.alloc(1);
  const port = value(await ports.evtchn.allocUnbound(DOM0, () => undefined));
  machine.hypervisor.destroy(domid);
  pages.page(0).setUint32(0, 1, true);
  pages.grant(DOM0, "rw");
  port.notify();
  port.close();
  pages.free();
  ports.memory.alloc(1).page(0);
  expect([(await ports.evtchn.allocUnbound(DOM0, () => undefined)).ok, machine.hypervisor.accounting(domid)]).toEqual([false, nothing]);
});

test("frames and refs begin where the door's end", () => {
  const { machine, domid, ports } = aHosted();
  ports.memory.alloc(1).grant(DOM0, "rw");
  machine.hypercalls(domid).page(DOOR_GFN_END as never);
  expect(machine.hypervisor.accounting(domid)).toEqual({ ...nothing, grants: 1, pages: 1 });
});

test("its frames end below the special pages, of which one is the domain's xenstore ring", () => {
  const { ports } = aHosted();
  expect(() => ports.memory.alloc(0xf_eff8 - DOOR_GFN_END + 1)).toThrow("frames in a row are left");
});
