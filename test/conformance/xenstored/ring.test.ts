/** Domain rings against xs_wire.h, docs/misc/xenstore-ring.txt, and what went wrong on rings before (Xen security advisories). */
import { expect, test } from "vitest";
import { DOM0, domId } from "../../../protocol/ids.ts";
import { XENSTORE_PAYLOAD_MAX } from "../../../protocol/xs-wire.ts";
import { aRingHost, request, type RingGuest } from "../../support/ring-guests.ts";

const octets = (guest: RingGuest, at: number, count: number): readonly number[] => [...new Uint8Array(guest.page.buffer, at, count)];

test("a READ as a kernel lays it out, and its reply, octet for octet", async () => {
  const host = aRingHost();
  await host.store.connect(DOM0).write("/local/domain/3/x", "hi");
  await host.store.connect(DOM0).setPerms("/local/domain/3/x", [{ domid: domId(3), access: "n" }]);
  const guest = host.guest(3);
  await host.settle();
  const page = new Uint8Array(guest.page.buffer);
  //        type        req_id      tx_id       len         "x\0"
  page.set([2, 0, 0, 0, 7, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0x78, 0]);
  //        req_cons    req_prod
  page.set([0, 0, 0, 0, 18, 0, 0, 0], 2048);
  guest.kick();
  await host.settle();
  expect({ rsp: octets(guest, 1024, 20), behind: octets(guest, 2048, 32) }).toEqual({
    //    type        req_id      tx_id       len         "hi", and nothing after it
    rsp: [2, 0, 0, 0, 7, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0x68, 0x69, 0, 0],
    // prettier-ignore
    behind: [
      // req_cons    req_prod     rsp_cons    rsp_prod     features    connection  error
      18, 0, 0, 0,   18, 0, 0, 0, 0, 0, 0, 0, 18, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0,
    ],
  });
});

test("xenstore-ring.txt, reconnection: advertised before any octet is consumed", () => {
  const host = aRingHost();
  const early = request("GET_DOMAIN_PATH", "1|");
  const guest = host.guest(1, (page) => {
    new Uint8Array(page.buffer).set(early);
    page.setUint32(2052, early.length, true);
  });
  const { serverFeatures, reqCons } = guest.fields();
  expect([serverFeatures & 1, reqCons]).toEqual([1, 0]);
});

test("xenstore-ring.txt: features stay advertised, and the connection state is the server's to set back", async () => {
  const host = aRingHost();
  const guest = host.guest(1);
  guest.poke("connection", 1);
  const before = guest.fields();
  guest.kick();
  await host.settle();
  const after = guest.fields();
  expect([before.serverFeatures, before.connection, after.serverFeatures, after.connection]).toEqual([3, 1, 3, 0]);
});

test("hvmloader's habit: firmware that used the ring and set it to zeros leaves one that the kernel can use", async () => {
  const host = aRingHost();
  const guest = host.guest(1);
  await guest.say(request("GET_DOMAIN_PATH", "1|"));
  for (const field of ["reqCons", "reqProd", "rspCons", "rspProd"] as const) guest.poke(field, 0);
  await guest.say(request("GET_DOMAIN_PATH", "2|"));
  expect([guest.got, guest.fields().error]).toEqual([["GET_DOMAIN_PATH /local/domain/1|", "GET_DOMAIN_PATH /local/domain/2|"], 0]);
});

test.each([
  ["prod - cons = 2^31", 0, 0x8000_0000],
  ["prod - cons = 2^32 - 1", 1, 0],
  ["prod - cons = 1025", 0xffff_ffff, 1024],
])("XSA-38: a ring state with %s stops this guest's connection and no one else", async (_, cons, prod) => {
  const host = aRingHost();
  const [guest, other] = [host.guest(1), host.guest(2)];
  guest.poke("reqCons", cons);
  guest.poke("reqProd", prod);
  guest.kick();
  await other.say(request("GET_DOMAIN_PATH", "2|"));
  const { reqCons, reqProd, error } = guest.fields();
  expect([reqCons, reqProd, error, other.got]).toEqual([cons, prod, 2, ["GET_DOMAIN_PATH /local/domain/2|"]]);
});

test("XSA-38: 1024 octets that are no packet are refused by what they say, not by how many they are", async () => {
  const host = aRingHost();
  const guest = host.guest(1);
  new Uint8Array(guest.page.buffer).fill(0xff, 0, 1024);
  guest.poke("reqCons", 0xffff_fe00);
  guest.poke("reqProd", 0x200);
  guest.kick();
  await host.settle();
  expect([guest.fields().error, host.faults]).toEqual([3, ["d1: packet of 4294967295 octets, at most 4096 may come"]]);
});

test("XSA-72: a reply that would be longer than a packet may be is E2BIG, and the connection goes on", async () => {
  const host = aRingHost();
  const dom0 = host.store.connect(DOM0);
  for (let i = 0; i < 60; i++) await dom0.mkdir(`/wide/${"n".repeat(70)}${i}`);
  await dom0.setPerms("/wide", [{ domid: domId(1), access: "n" }]);
  const guest = host.guest(1);
  await guest.say(Buffer.concat([request("DIRECTORY", "/wide|"), request("GET_DOMAIN_PATH", "1|")]));
  expect([60 * 73 > XENSTORE_PAYLOAD_MAX, guest.got, guest.fields().error]).toEqual([
    true,
    ["ERROR E2BIG|", "GET_DOMAIN_PATH /local/domain/1|"],
    0,
  ]);
});

test("XSA-326: replies that a guest never takes keep it from asking for more", async () => {
  const host = aRingHost();
  const dom0 = host.store.connect(DOM0);
  await dom0.write("/big", "b".repeat(4000));
  await dom0.setPerms("/big", [{ domid: domId(1), access: "n" }]);
  const guest = host.guest(1);
  await host.settle();
  let taken = 0;
  for (let i = 0; i < 1000; i++) {
    taken += guest.ring.put(request("READ", "/big|")) ?? 0;
    guest.kick();
    await host.settle();
  }
  // What the first turn took, and a ringful that lies there.
  expect([taken, guest.fields().rspProd]).toEqual([request("READ", "/big|").length + 1024, 1024]);
});
