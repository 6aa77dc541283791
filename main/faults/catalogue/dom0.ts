import { every, nothing, number, type Fault, type Parameter } from "./fault.ts";

const backends: Parameter = { kind: "choice", of: ["vdispl", "vkbd", "vinput", "vss"], usual: "vss", what: "which backend" };

export const dom0Faults: readonly Fault[] = [
  {
    name: "dom0.slow-loop",
    target: "none",
    what: "dom0's own event loop is held up, once or again and again.",
    parameters: { hold: number(400, [1, 5000], "ms", "for how long"), every: number(2000, [10, 60_000], "ms", "how often") },
    lasts: true,
    inject: ({ world, number: of }) => every(world, Math.max(of("every"), of("hold") + 1), () => world.holdUp(of("hold"))),
  },
  {
    name: "dom0.backend-death",
    target: "none",
    what: "One of dom0's backends ends, and is not there until it is started again.",
    parameters: { backend: backends },
    lasts: true,
    inject: ({ world, word }) => world.stopBackends([word("backend")]),
  },
  {
    name: "dom0.watchdog-drill",
    target: "domain",
    what: "The domain's watchdog is made to expire at once: does it bite, and does all come back?",
    parameters: {},
    lasts: false,
    inject: ({ world, target }) => (world.drillWatchdog(target), nothing),
  },
];
