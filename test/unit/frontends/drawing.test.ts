import { expect, test } from "vitest";
import type { ConnectorFrontend } from "../../../preload/frontends/connector-frontend.ts";
import { VdisplFrontend, type DrawingOptions } from "../../../preload/frontends/vdispl-frontend.ts";
import { XenbusFrontend } from "../../../preload/frontends/xenbus-frontend.ts";
import { DRM_FORMAT_RGB565 } from "../../../protocol/io/displif.ts";
import type { FrontendPorts } from "../../../protocol/ports.ts";
import { settle } from "../../support/clock.ts";
import { aCockpit, addDevice } from "../../support/ports-cockpit.ts";

const RGB565 = { pixelFormat: DRM_FORMAT_RGB565, draws: true };

/** A guest that draws on its display, connected; `without` takes away what its machine has. */
async function aDrawingGuest(
  beAlloc: "0" | "1",
  drawing: DrawingOptions = RGB565,
  without: (ports: FrontendPorts) => FrontendPorts = (ports) => ports,
) {
  const t = aCockpit();
  const nodes = { "be-alloc": beAlloc, "0/resolution": "64x32", "0/unique-id": "cluster" };
  addDevice(t.machine.store, { backend: "vdispl", domid: 3 }, {}, nodes);
  await t.host.start();
  const guest = without(t.machine.guest(3));
  let connector: ConnectorFrontend | undefined;
  const refused: string[] = [];
  const display = new VdisplFrontend(
    guest,
    {
      onConnected: ([first]) => void (connector = first),
      onCredit: () => undefined,
      onRefused: (what, status) => void refused.push(`${what} ${status}`),
    },
    drawing,
  );
  await new XenbusFrontend(guest, "vdispl", 0, display).start();
  await settle(10);
  const dom0Sees = (): number => {
    const octets = new Uint8Array(1);
    t.connectors.get("cluster")?.shown?.pages.copyOut(0, octets);
    return octets[0] ?? -1;
  };
  return { ...t, display, refused, connector: () => connector!, dom0Sees };
}

test("a guest that draws is shown in its own format, and draws on the buffer that is not shown", async () => {
  const t = await aDrawingGuest("0");
  const seen: number[] = [];
  for (let frame = 1; frame <= 4; frame++) {
    t.connector().drawable!.pages.page(0).setUint8(0, frame);
    const before = t.dom0Sees();
    expect([t.connector().flip(), t.connector().flip(), t.connector().credits]).toEqual([true, false, 0]);
    await settle();
    t.clock.advance(17);
    await settle();
    seen.push(before, t.dom0Sees());
  }
  expect(seen).toEqual([0, 1, 1, 2, 2, 3, 3, 4]);
  expect(t.connectors.get("cluster")!.shown).toMatchObject({ pixelFormat: DRM_FORMAT_RGB565, octetsAPixel: 2, stride: 128 });
});

test("where be-alloc is 1 the buffers are dom0's, and the guest draws on them", async () => {
  const t = await aDrawingGuest("1");
  t.connector().drawable!.pages.page(0).setUint8(0, 7);
  t.connector().flip();
  await settle();
  t.clock.advance(17);
  expect({ shared: t.machine.sharedPages(), mapped: t.machine.mappedPages(), sees: t.dom0Sees() }).toEqual({
    shared: 2,
    mapped: 2,
    sees: 7,
  });
  t.display.close();
  t.host.close();
  expect([t.machine.sharedPages(), t.machine.allocatedPages()]).toEqual([0, 0]);
});

test("a guest that cannot map what others grant brings its own buffers, whatever be-alloc says", async () => {
  const t = await aDrawingGuest("1", RGB565, ({ domid, xenstore, evtchn, memory }) => ({ domid, xenstore, evtchn, memory }));
  expect({ shared: t.machine.sharedPages(), mapped: t.machine.mappedPages(), refused: t.refused }).toEqual({
    shared: 0,
    mapped: 4,
    refused: [],
  });
});

test("a guest that may not map what dom0 gave it says so, and keeps nothing", async () => {
  const t = await aDrawingGuest("1", RGB565, (ports) => ({
    ...ports,
    gnttab: { map: () => Promise.resolve({ ok: false, error: "EACCES" as const }) },
  }));
  expect(t.refused).toEqual(["map 0"]);
  t.display.close();
  t.host.close();
  expect([t.machine.sharedPages(), t.machine.allocatedPages()]).toEqual([0, 0]);
});
