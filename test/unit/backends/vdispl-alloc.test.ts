import { expect, test } from "vitest";
import { DOM0, grantRef } from "../../../protocol/ids.ts";
import {
  displEdidResp,
  DISPL_RESP_OP_AT,
  GREF_DIR_GREFS_AT,
  XENDISPL_DBUF_FLG_REQ_ALLOC,
  XENDISPL_EDID_MAX_SIZE,
} from "../../../protocol/io/displif.ts";
import { connectorEdid } from "../../../main/backends/vdispl/edid.ts";
import { settle } from "../../support/clock.ts";
import { aHandmadeGuest, E } from "../../support/displif-guest.ts";
import { value } from "../../support/machine.ts";

const BE_ALLOC = { "be-alloc": "1" };
const flags = XENDISPL_DBUF_FLG_REQ_ALLOC;
const FULL_HD = { width: 1920, height: 1080, bufferSz: 1920 * 1080 * 4 };

/** The grefs that a guest finds in the pages of its directory. */
const grefs = (directory: { readonly length: number; page(index: number): DataView }, pages: number) =>
  Array.from({ length: pages }, (_, i) =>
    grantRef(directory.page(Math.floor(i / 1023)).getUint32(GREF_DIR_GREFS_AT + (i % 1023) * 4, true)),
  );

/** A directory that the guest linked, with room for so many grefs and none in it. */
function anEmptyDirectory(t: Awaited<ReturnType<typeof aHandmadeGuest>>, pages: number) {
  const directory = t.guest.memory.alloc(Math.ceil(pages / 1023));
  const refs = directory.grant(DOM0, "rw");
  refs.forEach((_, i) => directory.page(i).setUint32(0, refs[i + 1] ?? 0, true));
  return { directory, grefDirectory: refs[0]! };
}

test("a buffer that the guest asks for is dom0's own, and the guest finds its grefs over all pages of its directory", async () => {
  const t = await aHandmadeGuest(BE_ALLOC);
  const { directory, grefDirectory } = anEmptyDirectory(t, 2025);
  const status = await t.create({ ...FULL_HD, flags, grefDirectory });
  const mapping = value(await t.guest.gnttab!.map(DOM0, grefs(directory, 2025), "rw"));
  mapping.page(2024).setUint32(0, 0xabcd, true);
  await t.attach();
  await t.config(10n);
  const shown = new Uint8Array(2);
  t.cluster.shown?.pages.copyOut(2024 * 4096, shown);
  expect({ status, shared: t.machine.sharedPages(), mapped: t.machine.mappedPages(), shown: [...shown] }).toEqual({
    status: 0,
    shared: 2025,
    mapped: 4,
    shown: [0xcd, 0xab],
  });
});

test("a buffer of dom0's is taken back when it is destroyed, or the device goes", async () => {
  const t = await aHandmadeGuest(BE_ALLOC);
  const create = (dbufCookie: bigint) => t.create({ dbufCookie, flags, grefDirectory: anEmptyDirectory(t, 25).grefDirectory });
  await create(1n);
  await create(2n);
  await t.send({ kind: "dbufDestroy", dbufCookie: 1n });
  const one = t.machine.sharedPages();
  t.host.close();
  expect([one, t.machine.sharedPages(), t.machine.mappedPages()]).toEqual([25, 0, 0]);
});

test("a directory that cannot be filled gives back what was allocated for it", async () => {
  const t = await aHandmadeGuest(BE_ALLOC);
  const loop = anEmptyDirectory(t, 2025);
  loop.directory.page(1).setUint32(0, loop.grefDirectory, true);
  const short = anEmptyDirectory(t, 25);
  const statuses = [
    await t.create({ ...FULL_HD, flags, grefDirectory: loop.grefDirectory }),
    await t.create({ ...FULL_HD, flags, grefDirectory: short.grefDirectory }),
    await t.create({ flags, grefDirectory: 999_999 }),
  ];
  expect([statuses, t.machine.sharedPages(), t.machine.mappedPages()]).toEqual([[E("EINVAL"), E("EINVAL"), E("EINVAL")], 0, 4]);
});

test("when dom0 lends no more pages the guest is told ENOMEM, and may still bring its own", async () => {
  const t = await aHandmadeGuest(BE_ALLOC);
  t.machine.refuse.share = "ENOSPC";
  const statuses = [await t.create({ flags, grefDirectory: anEmptyDirectory(t, 25).grefDirectory }), await t.create()];
  expect(statuses).toEqual([E("ENOMEM"), 0]);
});

test("a device that closes while dom0 allocates keeps nothing", async () => {
  const t = await aHandmadeGuest(BE_ALLOC);
  const creating = t.create({ flags, grefDirectory: anEmptyDirectory(t, 25).grefDirectory }).catch(() => "unanswered");
  await Promise.resolve();
  t.host.close();
  expect([await creating, t.machine.sharedPages(), t.machine.mappedPages()]).toEqual(["unanswered", 0, 0]);
});

test("an EDID comes to the guest's pages by its directory, with its size in the response, on any connector", async () => {
  const t = await aHandmadeGuest();
  const got = [];
  for (const connector of [0, 1]) {
    const { first, refs } = t.aDirectory(8);
    const status = await t.send({ kind: "getEdid", bufferSz: XENDISPL_EDID_MAX_SIZE, grefDirectory: first }, connector);
    const { edidSz } = displEdidResp.decode(t.lastResponse(), DISPL_RESP_OP_AT);
    const page = t.machine.pageOf(refs[0]!);
    got.push({ status, edidSz, edid: new Uint8Array(page.buffer, page.byteOffset, 128), after: page.getUint32(128, true) });
  }
  const of = (name: string, width: number, height: number) => connectorEdid({ name, width, height, refreshHz: 60 });
  expect(got).toEqual([
    { status: 0, edidSz: 128, edid: of("cluster", 1920, 720), after: 0 },
    { status: 0, edidSz: 128, edid: of("ivi", 1280, 800), after: 0 },
  ]);
  expect(t.machine.mappedPages()).toBe(4);
});

test.each([
  ["smaller than the header wants", { bufferSz: XENDISPL_EDID_MAX_SIZE - 1 }, "EINVAL"],
  ["larger than a guest may hold", { bufferSz: 0xffff_ffff }, "ENOMEM"],
  ["with a directory that was never granted", { grefDirectory: 999_999 }, "EINVAL"],
] as const)("a buffer for an EDID %s is refused, and nothing of it stays mapped", async (_, overrides, error) => {
  const t = await aHandmadeGuest();
  const { first } = t.aDirectory(8);
  const status = await t.send({ kind: "getEdid", bufferSz: XENDISPL_EDID_MAX_SIZE, grefDirectory: first, ...overrides });
  expect([status, t.machine.mappedPages()]).toEqual([E(error), 4]);
});

test.each([
  ["chose version 2", { version: "2" }, 0],
  ["says nothing of versions, as Linux's", {}, 0],
  ["chose version 1", { version: "1" }, E("EOPNOTSUPP")],
])("a frontend that %s and asks for an EDID is answered as the header has it", async (_, nodes, status) => {
  const t = await aHandmadeGuest(nodes);
  const { first } = t.aDirectory(8);
  expect(await t.send({ kind: "getEdid", bufferSz: XENDISPL_EDID_MAX_SIZE, grefDirectory: first })).toBe(status);
});

test("a frontend that chose a version nobody offered is not connected", async () => {
  const t = await aHandmadeGuest({ version: "3" });
  await settle();
  expect(t.faults).toEqual([{ domid: 3, reason: "version: want one of 1, 2, have 3" }]);
});
