import { displReq } from "../../../protocol/io/displif.ts";
import { domidOf, every, nothing, number, type Fault } from "./fault.ts";
import { insist, putRequests } from "./requests.ts";

const U16 = 0x1_0000;

export const displayFaults: readonly Fault[] = [
  {
    name: "display.freeze",
    target: "domain",
    what: "The guest goes on presenting frames, and what they show is old: it hears of no vehicle signal any more.",
    parameters: {},
    lasts: true,
    inject: (act) => {
      const domid = domidOf(act);
      act.world.machine.deaf.add(domid);
      return () => void act.world.machine.deaf.delete(domid);
    },
  },
  {
    name: "display.flip-flood",
    target: "domain",
    what: "The guest queues page flips without waiting for its credits.",
    parameters: { flips: number(20, [1, 32], "requests", "how many at once"), every: number(5, [1, 1000], "ms", "how often") },
    lasts: true,
    inject: ({ world, target, number: of }) =>
      every(world, of("every"), () =>
        putRequests({ world, target }, of("flips"), (view, base, index) => {
          displReq.encode(view, base, { kind: "pgFlip", id: index % U16, fbCookie: BigInt(2 + 2 * (index % 2)) });
        }),
      ),
  },
  {
    name: "display.bad-buffers",
    target: "domain",
    what: "The guest asks for frame buffers that cannot be: sizes whose product overflows, grants that are not there.",
    parameters: { requests: number(8, [1, 32], "requests", "how many") },
    lasts: false,
    inject: ({ world, target, number: of }) => {
      const wild = (limit: number): number => Math.floor(world.dice.next() * limit);
      insist({ world, target }, () => {
        putRequests({ world, target }, of("requests"), (view, base, index) => {
          displReq.encode(view, base, {
            kind: "dbufCreate",
            id: index % U16,
            dbufCookie: BigInt(1000 + index),
            width: wild(2 ** 32),
            height: wild(2 ** 32),
            bpp: 32,
            bufferSz: wild(2 ** 32),
            flags: 0,
            grefDirectory: wild(2 ** 32),
            dataOfs: 0,
          });
        });
      });
      return nothing;
    },
  },
  {
    name: "display.gpu-kill",
    target: "none",
    what: "The process that draws for all guests is killed; Chromium makes another.",
    parameters: {},
    lasts: false,
    simulated: "every guest draws nothing for 300 ms",
    inject: ({ world }) => (world.killGpu(), nothing),
  },
  {
    name: "display.context-loss",
    target: "domain",
    what: "The guest's WebGL contexts are lost, as by a GPU reset (WEBGL_lose_context), and come back.",
    parameters: {},
    lasts: false,
    simulated: "the guest draws nothing for 100 ms",
    inject: ({ world, target }) => (world.loseContext(target), nothing),
  },
  {
    name: "display.backend-restart",
    target: "none",
    what: "dom0's display backend ends in order and comes back: every guest loses its display and connects again.",
    parameters: { down: number(500, [0, 60_000], "ms", "how long it is away") },
    lasts: false,
    inject: ({ world, number: of }) => {
      const start = world.stopBackends(["vdispl"]);
      world.timers.after(of("down"), start);
      return start;
    },
  },
];
