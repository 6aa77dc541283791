import { displayOf, every, number, type Fault } from "./fault.ts";

const KEY_A = 30;

export const inputFaults: readonly Fault[] = [
  {
    name: "input.storm",
    target: "display",
    what: "A broken pointer reports far more motion than any hand makes.",
    parameters: { rate: number(2000, [1, 20_000], "events/s", "how many") },
    lasts: true,
    inject: (act) => {
      const { connector, width, height } = displayOf(act);
      const batch = Math.max(1, Math.round(act.number("rate") / 100));
      return every(act.world, 10, () => {
        for (let i = 0; i < batch; i++) act.world.pointer(connector, act.world.dice.next() * width, act.world.dice.next() * height);
      });
    },
  },
  {
    name: "input.stuck-key",
    target: "display",
    what: "A key is pressed and never let go.",
    parameters: { code: number(KEY_A, [1, 0x2fe], "evdev code", "which key") },
    lasts: true,
    inject: (act) => {
      const { connector } = displayOf(act);
      act.world.key(connector, act.number("code"), true);
      return () => act.world.key(connector, act.number("code"), false);
    },
  },
  {
    name: "input.ghost-touch",
    target: "display",
    what: "A wet or cracked touch panel reports fingers that are not there.",
    parameters: { rate: number(20, [1, 200], "touches/s", "how many"), fingers: number(4, [1, 10], "contacts", "how many at a time") },
    lasts: true,
    inject: (act) => {
      const { connector, width, height } = displayOf(act);
      const { world } = act;
      const down = new Set<number>();
      const stop = every(world, 1000 / act.number("rate"), () => {
        const contact = Math.floor(world.dice.next() * act.number("fingers"));
        const phase = down.has(contact) ? (world.dice.next() < 0.5 ? "motion" : "up") : "down";
        if (phase === "up") down.delete(contact);
        else down.add(contact);
        world.touch(connector, phase, contact, world.dice.next() * width, world.dice.next() * height);
      });
      return () => {
        stop();
        for (const contact of down) world.touch(connector, "up", contact, 0, 0);
      };
    },
  },
  {
    name: "input.dead",
    target: "none",
    what: "The input backends end: no key, pointer or touch reaches any guest, until they are started again.",
    parameters: {},
    lasts: true,
    inject: ({ world }) => world.stopBackends(["vkbd", "vinput"]),
  },
];
