/** What a hostile guest can do to any device: its memory, grants, event channels, nodes. */
import { DOM0, PAGE_SIZE } from "../../protocol/ids.ts";
import type { Act, Attack } from "./attack.ts";
import { FIRST_REF, FRAMES, type Attacker } from "./attacker.ts";

const STORM = 40;
const KEPT_ODD = [
  "",
  "-1",
  "1e9",
  "4294967295",
  "4294967296",
  "0x8",
  " 3",
  "03",
  "9",
  "x".repeat(300),
  "1,2",
  "\u0001\u007f",
  "0",
  "7",
] as const;

/** Handshakes as frontends have them: what a node says a state is comes in any order all the same. */
export async function begin(attack: Attack, attacker: Attacker): Promise<void> {
  const { kind } = attack;
  attacker.write(kind, "state", "1");
  await attacker.world.settle();
  for (const frame of attack.frames) attacker.grant(frame, frame, DOM0, false);
  attack.prepare(attacker);
  for (const [key, text] of Object.entries(attack.transport(attacker))) attacker.write(kind, key, text);
  attacker.write(kind, "state", attacker.dice.pick(["3", "4"]));
  await attacker.world.settle();
}

/** Any text that a node may be made to hold. */
function someText({ dice, world }: Attacker): string {
  const kind = dice.int(6);
  if (kind === 0) return dice.pick(KEPT_ODD);
  if (kind === 1) return String(dice.int(10));
  if (kind === 2) return String(FIRST_REF + dice.int(FRAMES));
  if (kind === 3) return String(world.bystander + dice.int(30));
  return String(dice.word());
}

const someFrame = (attack: Attack, { dice }: Attacker): number => (dice.oneIn(4) ? dice.int(FRAMES) : dice.pick(attack.frames));

/** What an honest guest does beside its requests. */
export const calmActs: readonly Act[] = [
  { name: "notify all", weight: 6, act: (attacker) => attacker.notifyAll() },
  {
    name: "notify and settle",
    weight: 6,
    act: (attacker) => {
      attacker.notifyAll();
      return attacker.world.settle();
    },
  },
];

/** What else there is to do. */
export const commonActs = (attack: Attack): readonly Act[] => [
  {
    name: "begin",
    weight: 1,
    act: (attacker) => begin(attack, attacker),
  },
  {
    name: "write a word",
    weight: 12,
    act: (attacker) => {
      const { dice } = attacker;
      const at = dice.oneIn(2) ? dice.int(4) : dice.int(PAGE_SIZE / 4);
      const word = dice.word();
      attacker.onPage(someFrame(attack, attacker), (page) => page.setUint32(at * 4, word, true));
    },
  },
  {
    name: "nudge an index",
    weight: 12,
    act: (attacker) => {
      const { dice } = attacker;
      const at = dice.int(4) * 4;
      const by = dice.int(70) - 6;
      attacker.onPage(someFrame(attack, attacker), (page) => page.setUint32(at, (page.getUint32(at, true) + by) >>> 0, true));
    },
  },
  {
    name: "write an octet",
    weight: 6,
    act: (attacker) => {
      const { dice } = attacker;
      const at = dice.int(PAGE_SIZE);
      const octet = dice.int(256);
      attacker.onPage(someFrame(attack, attacker), (page) => page.setUint8(at, octet));
    },
  },
  {
    name: "fill a page",
    weight: 1,
    act: (attacker) => {
      const word = attacker.dice.word();
      attacker.onPage(someFrame(attack, attacker), (page) => {
        for (let at = 0; at < PAGE_SIZE; at += 4) page.setUint32(at, word, true);
      });
    },
  },
  { name: "notify", weight: 12, act: (attacker) => attacker.somePort()?.notify() },
  {
    name: "storm",
    weight: 2,
    act: (attacker) => {
      for (let i = 0; i < STORM; i++) attacker.notifyAll();
    },
  },
  { name: "close a port", weight: 1, act: (attacker) => attacker.closeSomePort() },
  { name: "allocate a port", weight: 1, act: (attacker) => void attacker.freshPort(attacker.someRemote()) },
  { name: "end a grant", weight: 2, act: (attacker) => attacker.endGrant(someFrame(attack, attacker)) },
  {
    name: "grant again",
    weight: 3,
    act: (attacker) => {
      const { dice } = attacker;
      attacker.grant(someFrame(attack, attacker), dice.int(FRAMES), attacker.someRemote(), dice.oneIn(3));
    },
  },
  { name: "write a node", weight: 4, act: (attacker) => attacker.write(attack.kind, attacker.dice.pick(attack.keys), someText(attacker)) },
  { name: "write a state", weight: 4, act: (attacker) => attacker.write(attack.kind, "state", String(attacker.dice.int(10))) },
  {
    name: "remove a node",
    weight: 1,
    act: (attacker) => void attacker.xenstore.rm(`device/${attack.kind}/0/${attacker.dice.pick(attack.keys)}`),
  },
  {
    name: "write at the backend's",
    weight: 1,
    act: (attacker) => {
      const { dice, domid } = attacker;
      const of = dice.pick([domid, attacker.world.bystander]);
      void attacker.xenstore.write(`/local/domain/0/backend/${attack.kind}/${of}/0/${dice.pick(attack.keys)}`, someText(attacker));
    },
  },
  {
    name: "change permissions",
    weight: 1,
    act: (attacker) => {
      const access = attacker.dice.pick(["n", "r", "w", "b"] as const);
      const path = `device/${attack.kind}/0/${attacker.dice.pick(attack.keys)}`;
      void attacker.xenstore.setPerms(path, [
        { domid: attacker.domid, access: "n" },
        { domid: attacker.someRemote(), access },
      ]);
    },
  },
  {
    name: "pause and go on",
    weight: 1,
    act: ({ world, domid }) => {
      world.hypervisor.pause(domid);
      world.hypervisor.unpause(domid);
    },
  },
  { name: "settle", weight: 4, act: ({ world }) => world.settle() },
];
