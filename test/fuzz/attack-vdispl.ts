import { vdisplDevice } from "../../main/toolstack/devices.ts";
import { DOM0, PAGE_SIZE } from "../../protocol/ids.ts";
import {
  displReq,
  DRM_FORMAT_ARGB8888,
  DRM_FORMAT_RGB565,
  DRM_FORMAT_XRGB8888,
  GREF_DIR_GREFS_AT,
  GREFS_A_DIRECTORY_PAGE,
  XENDISPL_EDID_MAX_SIZE,
  XENDISPL_PACKET_SIZE,
  type DisplReq,
} from "../../protocol/io/displif.ts";
import { distance, initSharedRing, sring } from "../../protocol/ring.ts";
import { someStart, type Act, type Attack } from "./attack.ts";
import { FRAMES, type Attacker } from "./attacker.ts";
import { SCREEN } from "./world.ts";

/** The connectors that a guest is given. */
const CONNECTORS = ["attacked", "second"] as const;
/** Request ring and event page of each connector. */
const requestFrame = (connector: number): number => connector * 2;
const eventFrame = (connector: number): number => connector * 2 + 1;
const DIRECTORY_FRAMES = [4, 5, 6, 7] as const;
const BUFFER_FRAME = 8;
const BUFFER_FRAMES = FRAMES - BUFFER_FRAME;
const RING_SLOTS = 32;

const COOKIES = [1n, 2n, 3n, 4n, 0n, 0xffff_ffff_ffff_ffffn, 1n << 32n] as const;
const SIZES = [1, 2, 24, 32, 33, 64, 1023, 0, 0xffff_ffff, 0x1_0000] as const;
const BUFFER_SIZES = [4096, 1, 4095, 4097, SCREEN.width * SCREEN.height * 4, 1023 * 4096, 1024 * 4096, 1 << 26, 0, 0xffff_ffff] as const;
const FORMATS = [DRM_FORMAT_XRGB8888, DRM_FORMAT_ARGB8888, DRM_FORMAT_RGB565, 0] as const;

/** A request that a frontend could mean, and now and then slips in. */
function someRequest(attacker: Attacker): DisplReq {
  const { dice } = attacker;
  const or = <T>(right: T, wrong: () => T): T => (attacker.slips() ? wrong() : right);
  const some =
    <T>(list: readonly T[]) =>
    (): T =>
      dice.pick(list);
  const id = dice.int(0x1_0000);
  const [width, height] = [or<number>(SCREEN.width, some(SIZES)), or<number>(SCREEN.height, some(SIZES))];
  const ref = or(attacker.refOf(DIRECTORY_FRAMES[0]), () => dice.pick([attacker.refOf(dice.pick(DIRECTORY_FRAMES)), dice.word()]));
  const dbufCookie = or(dice.pick([1n, 2n]), some(COOKIES));
  const fbCookie = or(dice.pick([1n, 2n, 3n]), some(COOKIES));
  switch (dice.int(attacker.calm ? 12 : 7)) {
    case 0: {
      const bufferSz = or(width * height * 4, some<number>(BUFFER_SIZES)) >>> 0;
      const flags = dice.oneIn(3) ? or(1, () => dice.int(4)) : 0;
      const bpp = or(32, some([16, 24, 0, 64]));
      return {
        kind: "dbufCreate",
        id,
        dbufCookie,
        width,
        height,
        bpp,
        bufferSz,
        flags,
        grefDirectory: ref,
        dataOfs: or(0, () => dice.word()),
      };
    }
    case 1:
      return { kind: "dbufDestroy", id, dbufCookie };
    case 2:
      return { kind: "fbAttach", id, dbufCookie, fbCookie, width, height, pixelFormat: or<number>(DRM_FORMAT_XRGB8888, some(FORMATS)) };
    case 3:
      return { kind: "fbDetach", id, fbCookie };
    case 4:
      return { kind: "getEdid", id, bufferSz: or(XENDISPL_EDID_MAX_SIZE, some<number>(BUFFER_SIZES)), grefDirectory: ref };
    case 5:
      if (dice.oneIn(6)) return { kind: "setConfig", id, fbCookie: 0n, x: 0, y: 0, width: 0, height: 0, bpp: 0 };
      return {
        kind: "setConfig",
        id,
        fbCookie,
        x: or(0, () => dice.word()),
        y: or(0, () => dice.int(40)),
        width,
        height,
        bpp: or(32, some([16, 0])),
      };
    default:
      return { kind: "pgFlip", id, fbCookie };
  }
}

/** Puts a request where the ring's own producer index says that the next one goes. */
function put(page: DataView, write: (base: number) => void): void {
  const reqProd = page.getUint32(sring.fields.reqProd[0], true);
  write(sring.size + (reqProd & (RING_SLOTS - 1)) * XENDISPL_PACKET_SIZE);
  page.setUint32(sring.fields.reqProd[0], (reqProd + 1) >>> 0, true);
}

/** As `put`, of a request; on a full ring it first has its requests served, unless it slips. */
async function request(attacker: Attacker, connector: number): Promise<void> {
  const message = someRequest(attacker);
  const frame = requestFrame(connector);
  let full = false;
  attacker.onPage(frame, (page) => {
    const { reqProd, rspProd } = sring.decode(page, 0);
    full = distance(rspProd, reqProd) >= RING_SLOTS;
  });
  if (full && !attacker.slips()) {
    attacker.notifyAll();
    await attacker.world.settle();
  } else attacker.onPage(frame, (page) => put(page, (base) => displReq.encode(page, base, message)));
}

/** A directory whose pages name the buffer's frames, or one frame over and over, or the directory itself. */
function writeDirectory(attacker: Attacker): void {
  const { dice } = attacker;
  const aliased = dice.oneIn(3);
  const broken = attacker.slips();
  const loops = attacker.slips();
  const linked = attacker.slips() ? dice.int(DIRECTORY_FRAMES.length) : 0;
  DIRECTORY_FRAMES.forEach((frame, place) => {
    const next = loops ? attacker.refOf(dice.pick(DIRECTORY_FRAMES)) : place < linked ? attacker.refOf(frame + 1) : 0;
    attacker.onPage(frame, (page) => {
      page.setUint32(0, next, true);
      for (let i = 0; i < GREFS_A_DIRECTORY_PAGE; i++) {
        const named = aliased ? BUFFER_FRAME : BUFFER_FRAME + (i % BUFFER_FRAMES);
        page.setUint32(GREF_DIR_GREFS_AT + i * 4, attacker.refOf(named), true);
      }
      if (broken) page.setUint32(dice.int(PAGE_SIZE / 4) * 4, dice.word(), true);
    });
  });
}

const acts: readonly Act[] = [
  {
    name: "request",
    weight: 60,
    act: (attacker) => request(attacker, attacker.dice.oneIn(4) ? 1 : 0),
  },
  {
    name: "requests to the ring's end",
    weight: 2,
    act: async (attacker) => {
      for (let i = 0; i < RING_SLOTS; i++) await request(attacker, 0);
    },
  },
  {
    name: "request of no kind",
    weight: 3,
    act: (attacker) => {
      const { dice } = attacker;
      const words = Array.from({ length: XENDISPL_PACKET_SIZE / 4 }, () => dice.word());
      attacker.onPage(requestFrame(0), (page) => put(page, (base) => words.forEach((word, i) => page.setUint32(base + i * 4, word, true))));
    },
  },
  { name: "directory", weight: 6, act: writeDirectory },
  {
    name: "take events",
    weight: 3,
    act: (attacker) => attacker.onPage(eventFrame(0), (page) => page.setUint32(0, page.getUint32(4, true), true)),
  },
];

export const vdisplAttack: Attack = {
  kind: "vdispl",
  device: (domid, dice) => {
    const position = { line: 0, column: 0 };
    const connectors = CONNECTORS.map((uniqueId) => ({ ...position, uniqueId, ...SCREEN }));
    return vdisplDevice({ ...position, backend: undefined, beAlloc: dice.oneIn(2), connectors }, { domid, devid: 0, backendDomid: DOM0 });
  },
  frames: [0, 1, 2, 3, ...DIRECTORY_FRAMES],
  prepare: (attacker) => {
    const { dice } = attacker;
    CONNECTORS.forEach((_, connector) => {
      const start = someStart(dice);
      attacker.onPage(requestFrame(connector), (page) => {
        initSharedRing(page);
        sring.encode(page, 0, { reqProd: start, reqEvent: (start + 1) >>> 0, rspProd: start, rspEvent: (start + 1) >>> 0 });
      });
      attacker.onPage(eventFrame(connector), (page) => {
        page.setUint32(0, start, true);
        page.setUint32(4, start, true);
      });
    });
    writeDirectory(attacker);
  },
  transport: (attacker) =>
    Object.fromEntries(
      CONNECTORS.flatMap((_, connector) => [
        [`${connector}/req-ring-ref`, String(attacker.refOf(requestFrame(connector)))],
        [`${connector}/req-event-channel`, String(attacker.freshPort())],
        [`${connector}/evt-ring-ref`, String(attacker.refOf(eventFrame(connector)))],
        [`${connector}/evt-event-channel`, String(attacker.freshPort())],
      ]),
    ),
  keys: [
    "0/req-ring-ref",
    "0/req-event-channel",
    "0/evt-ring-ref",
    "0/evt-event-channel",
    "1/req-ring-ref",
    "1/evt-event-channel",
    "0/resolution",
    "1/unique-id",
    "2/resolution",
    "2/unique-id",
    "version",
    "be-alloc",
    "backend",
    "backend-id",
  ],
  acts,
};
