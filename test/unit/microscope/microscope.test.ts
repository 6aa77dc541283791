import { expect, test } from "vitest";
import { readPacket } from "../../../main/microscope/packet.ts";
import { lookAt } from "../../../main/microscope/report.ts";
import { ringVerbs } from "../../../main/ring-verbs.ts";
import { displReq, displResp, XENDISPL_PACKET_SIZE } from "../../../protocol/io/displif.ts";
import { kbdInEvent, XENKBD_IN_EVENT_SIZE } from "../../../protocol/io/kbdif.ts";
import { err } from "../../../protocol/result.ts";
import { aCapturedGuest } from "../../support/looked-at.ts";

const octets = (size: number, encode: (view: DataView) => void): DataView => {
  const view = new DataView(new ArrayBuffer(size));
  encode(view);
  return view;
};

test("packets are told by C's names, cookies in hexadecimal", () => {
  const flip = octets(XENDISPL_PACKET_SIZE, (view) => displReq.encode(view, 0, { kind: "pgFlip", id: 7, fbCookie: 0xffff_ffff_ffffn }));
  const refused = octets(XENDISPL_PACKET_SIZE, (view) => displResp.encode(view, 0, { id: 7, operation: 0x15, status: -16 }));
  const touch = octets(XENKBD_IN_EVENT_SIZE, (view) => kbdInEvent.encode(view, 0, { kind: "touchDown", contactId: 2, absX: 5, absY: 6 }));
  const nothing = octets(XENDISPL_PACKET_SIZE, (view) => view.setUint8(2, 0x99));
  expect([
    readPacket("displ-request", flip),
    readPacket("displ-response", refused),
    readPacket("kbd-event", touch),
    readPacket("displ-request", nothing),
  ]).toEqual([
    { is: "xendispl_page_flip_req", fields: { id: 7, fb_cookie: "0xffffffffffff" } },
    { is: "xendispl_resp", fields: { id: 7, operation: 0x15, status: -16, error: "XEN_EBUSY" } },
    { is: "xenkbd_mtouch", fields: { type: 5, event_type: 0, contact_id: 2, abs_x: 5, abs_y: 6 } },
    { is: "unknown", fields: { id: 0, operation: 0x99 } },
  ]);
});

test("a display's rings are seen with their indices, the last packets, and the buffers that are held", async () => {
  const { backend, world } = await aCapturedGuest("vdispl");
  await world.advance(40);
  const { rings, held, pages, state } = lookAt(backend, 2);
  const [requests, events] = rings;
  expect({ state, pages, held }).toEqual({
    state: "Connected",
    pages: 2 + 1 + 1,
    held: [
      { what: "dbuf 0x1", pages: 1, more: { width: 32, height: 24, bpp: 32, attached: 1, held: 2, destroyed: false } },
      { what: "dbuf 0x3", pages: 1, more: { width: 32, height: 24, bpp: 32, attached: 1, held: 1, destroyed: false } },
    ],
  });
  expect({ requests: requests?.indices, events: events?.indices }).toEqual({
    requests: { req_prod: 9, req_event: 10, rsp_prod: 9, rsp_event: 10, req_cons: 9, rsp_prod_pvt: 9 },
    events: { in_cons: 2, in_prod: 2, in_prod_pvt: 2 },
  });
  expect(requests?.owed).toEqual({ responses: 0, in_work: 0, not_taken: 0 });
  expect(events?.packets).toEqual([
    { index: 0, kind: "displ-event", is: "xendispl_evt", fields: { id: 0, type: 0, fb_cookie: "0x4" } },
    { index: 1, kind: "displ-event", is: "xendispl_evt", fields: { id: 1, type: 0, fb_cookie: "0x2" } },
  ]);
});

test("an index that no frontend can have is told as broken", async () => {
  const { backend } = await aCapturedGuest("vkbd");
  const { half } = backend.scope.rings[0]!;
  if (half.kind !== "kbd-events") throw new Error(half.kind);
  half.ring.view.setUint32(0, 1000, true);
  expect(lookAt(backend, 1).rings[0]).toMatchObject({ broken: "in_cons 1000", owed: { unread: 0, room: 0 } });
});

test("a ring is tapped while somebody looks, and only then", async () => {
  const { backend, captured } = await aCapturedGuest("vkbd");
  const { half } = backend.scope.rings[0]!;
  if (half.kind !== "kbd-events") throw new Error(half.kind);
  const other = backend.scope.observe({
    opened: () => undefined,
    closed: () => undefined,
    took: () => undefined,
    put: () => undefined,
    notified: () => undefined,
    upcalled: () => undefined,
  });
  const tapped = [half.ring.tap !== undefined];
  captured.close();
  tapped.push(half.ring.tap !== undefined);
  other.close();
  tapped.push(half.ring.tap !== undefined);
  expect(tapped).toEqual([true, true, false]);
});

test("what is asked of a device that is not there is answered with what is", async () => {
  const { world, domid } = await aCapturedGuest("vkbd");
  const verbs = ringVerbs({
    backends: world.host,
    xenstore: world.toolstack,
    clock: world.clock,
    domidOf: (name) => (name === "guest" ? domid : undefined),
  });
  const ask = (domain: unknown, device: unknown, last?: unknown) =>
    verbs["ring"]!({ args: { domain, device, last }, say: () => undefined, gone: new AbortController().signal });
  expect(
    await Promise.all([
      ask("nobody", "vkbd/0"),
      ask("guest", "vkbd"),
      ask("guest", "vkbd/7"),
      ask("9", "vkbd/0"),
      ask("guest", "vkbd/0", -1),
      ask(1, 2),
    ]),
  ).toEqual([
    err("nobody: no domain of this name runs"),
    err("vkbd: want a device as in vdispl/0"),
    err(`d${domid} has no vkbd/7; it has vdispl/0, vkbd/0, vss/0`),
    err("d9 has no devices"),
    err("last: want a whole number up to 1024, got -1"),
    err("want a domain and a device"),
  ]);
  expect(await ask("guest", "vkbd/0")).toMatchObject({ ok: true, value: { type: "vkbd", domid, state: "Connected" } });
});
