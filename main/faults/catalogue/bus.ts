import { every, number, type Fault, type Parameter } from "./fault.ts";

const signal: Parameter = { kind: "signal", usual: "Vehicle.Speed", what: "which signal" };

export const busFaults: readonly Fault[] = [
  {
    name: "bus.lost",
    target: "none",
    what: "The vehicle bus is silent: no signal comes any more.",
    parameters: {},
    lasts: true,
    inject: ({ world }) => world.tamper(() => undefined),
  },
  {
    name: "bus.stale",
    target: "none",
    what: "One signal is not sent any more; all others are.",
    parameters: { signal },
    lasts: true,
    inject: ({ world, word }) => world.tamper((path, value) => (path === word("signal") ? undefined : value)),
  },
  {
    name: "bus.out-of-range",
    target: "none",
    what: "One signal carries a value that the specification does not allow.",
    parameters: { signal, value: number(1e6, [-1e9, 1e9], "the signal's unit", "what it carries") },
    lasts: true,
    inject: ({ world, word, number: of }) => world.tamper((path, value) => (path === word("signal") ? of("value") : value)),
  },
  {
    name: "bus.babbling",
    target: "none",
    what: "A control unit sends one signal far too often, each time with another value.",
    parameters: { signal, rate: number(5000, [1, 100_000], "messages/s", "how often") },
    lasts: true,
    inject: ({ world, word, number: of }) => {
      const batch = Math.max(1, Math.round(of("rate") / 200));
      return every(world, 5, () => {
        world.inject(
          word("signal"),
          Array.from({ length: batch }, () => world.dice.next() * 200),
        );
      });
    },
  },
  {
    name: "bus.clock-jump",
    target: "none",
    what: "The time of the vehicle's messages is wrong by so much, as after a control unit's reset.",
    parameters: { by: number(-3_600_000, [-86_400_000, 86_400_000], "ms", "how wrong") },
    lasts: true,
    inject: ({ world, number: of }) => world.shiftTime(of("by")),
  },
];
