import { number, type Fault } from "./fault.ts";

const NONE = "there is no host: nothing happens";

export const hostFaults: readonly Fault[] = [
  {
    name: "host.cpu-hog",
    target: "none",
    what: "Processes outside every domain want all the processor there is.",
    parameters: { processes: number(2, [1, 64], "processes", "how many") },
    lasts: true,
    simulated: NONE,
    inject: ({ world, number: of }) => world.hogCpu(of("processes")),
  },
  {
    name: "host.memory-hog",
    target: "none",
    what: "A process outside every domain takes memory and keeps using it.",
    parameters: { mib: number(512, [1, 65_536], "MiB", "how much") },
    lasts: true,
    simulated: NONE,
    inject: ({ world, number: of }) => world.hogMemory(of("mib")),
  },
  {
    name: "host.disk-full",
    target: "none",
    what: "What dom0 writes to disk is refused with ENOSPC.",
    parameters: {},
    lasts: true,
    simulated: NONE,
    inject: ({ world }) => world.fillDisk(),
  },
];
