import { vkbDevice } from "../../main/toolstack/devices.ts";
import { DOM0 } from "../../protocol/ids.ts";
import { xenkbdPage } from "../../protocol/io/kbdif.ts";
import { someStart, type Act, type Attack } from "./attack.ts";
import type { Attacker } from "./attacker.ts";

const PAGE_FRAME = 0;
const BURST = 70;
const KEYS = [1, 28, 30, 57, 0x110, 0x111, 0x160, 0x2ff, 0x300, -1, 0.5] as const;

/** What happens on the attacked display: all that dom0 has for its guest. */
function input({ dice, world, domid }: Attacker): void {
  for (const { route, port } of world.seat.ports) {
    if (route.keyboard !== `d${domid}`) continue;
    const [x, y] = [dice.int(1000) / 999, dice.int(1000) / 999];
    const contact = dice.int(12);
    const act = dice.int(8);
    if (act === 0) port.motion(dice.int(9) - 4, dice.int(9) - 4, dice.int(3) - 1);
    else if (act === 1) port.pointer(x, y, dice.int(3) - 1);
    else if (act === 2) port.touchDown(contact, x, y);
    else if (act === 3) port.touchMove(contact, x, y);
    else if (act === 4) port.touchUp(contact);
    else if (act === 5) port.touchSyn();
    else port.key(dice.pick(KEYS), dice.oneIn(2));
  }
}

const acts: readonly Act[] = [
  { name: "input", weight: 40, act: input },
  {
    name: "input to the ring's end",
    weight: 4,
    act: (attacker) => {
      for (let i = 0; i < BURST; i++) input(attacker);
    },
  },
  {
    name: "read",
    weight: 20,
    act: (attacker) =>
      attacker.onPage(PAGE_FRAME, (page) => {
        page.setUint32(0, page.getUint32(4, true), true);
        attacker.notifyAll();
      }),
  },
  {
    name: "put out events",
    weight: 2,
    act: (attacker) => attacker.onPage(PAGE_FRAME, (page) => page.setUint32(12, attacker.dice.word(), true)),
  },
];

export const vkbdAttack: Attack = {
  kind: "vkbd",
  device: (domid, dice) => {
    const touch = dice.oneIn(2);
    return vkbDevice(
      {
        line: 0,
        column: 0,
        backend: undefined,
        backendType: "qemu",
        uniqueId: `d${domid}`,
        featureDisableKeyboard: dice.oneIn(6),
        featureDisablePointer: dice.oneIn(6),
        featureAbsPointer: true,
        featureRawPointer: true,
        featureMultiTouch: touch,
        multiTouchWidth: dice.pick([640, 1, 0]),
        multiTouchHeight: 480,
        multiTouchNumContacts: dice.pick([10, 1, 300]),
        width: dice.pick([640, 0, 1]),
        height: 480,
      },
      { domid, devid: 0, backendDomid: DOM0 },
    );
  },
  frames: [PAGE_FRAME],
  prepare: (attacker) => {
    const start = someStart(attacker.dice);
    attacker.onPage(PAGE_FRAME, (page) => xenkbdPage.encode(page, 0, { inCons: start, inProd: start, outCons: 0, outProd: 0 }));
  },
  transport: (attacker) => ({
    "page-gref": String(attacker.refOf(PAGE_FRAME)),
    "event-channel": String(attacker.freshPort()),
    "request-abs-pointer": String(attacker.dice.int(2)),
    "request-raw-pointer": String(attacker.dice.int(2)),
    "request-multi-touch": String(attacker.dice.int(2)),
  }),
  keys: [
    "page-gref",
    "page-ref",
    "event-channel",
    "request-abs-pointer",
    "request-raw-pointer",
    "request-multi-touch",
    "unique-id",
    "width",
    "height",
    "multi-touch-num-contacts",
    "backend",
    "backend-id",
  ],
  acts,
};
