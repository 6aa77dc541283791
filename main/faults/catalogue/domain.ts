import { every, nothing, number, type Fault } from "./fault.ts";

export const domainFaults: readonly Fault[] = [
  {
    name: "domain.crash",
    target: "domain",
    what: "The guest's process is killed (SIGKILL): its vCPUs are gone from one moment to the next.",
    parameters: {},
    lasts: false,
    simulated: "the domain is crashed as by Xen's domain_crash()",
    inject: ({ world, target }) => (world.crash(target), nothing),
  },
  {
    name: "domain.hang",
    target: "domain",
    what: "The guest's process stands still (SIGSTOP): no frame, no heartbeat, no answer, until it is taken back (SIGCONT).",
    parameters: {},
    lasts: true,
    simulated: "user space and kernel of the headless guest stop",
    inject: ({ world, target }) => world.hang(target),
  },
  {
    name: "domain.slow",
    target: "domain",
    what: "The guest runs for a while and stands still for a while, in turn: it is starved of processor.",
    parameters: {
      run: number(40, [1, 1000], "ms", "how long it runs"),
      stop: number(60, [1, 1000], "ms", "how long it stands still"),
    },
    lasts: true,
    inject: ({ world, target, number: of }) => {
      let awake = nothing;
      const cycle = every(world, of("run") + of("stop"), () => {
        awake = world.hang(target);
        const wake = awake;
        world.timers.after(of("stop"), wake);
      });
      return () => {
        cycle();
        awake();
      };
    },
  },
  {
    name: "domain.pause",
    target: "domain",
    what: "`xl pause`: the operator stops the domain's vCPUs. Nobody's fault, so the watchdog must leave it.",
    parameters: {},
    lasts: true,
    inject: ({ world, target }) => world.pause(target),
  },
  {
    name: "domain.leak",
    target: "domain",
    what: "The guest takes more and more memory until it has more than its maxmem.",
    parameters: { rate: number(400, [1, 4000], "MiB/s", "how fast") },
    lasts: true,
    simulated: "the guest is counted as having so much more each tenth of a second",
    inject: ({ world, target, number: of }) => world.leak(target, of("rate")),
  },
  {
    name: "domain.timer-storm",
    target: "domain",
    what: "The guest's own timers keep its processor busy: its frames come late, and its kernel hardly gets a turn.",
    parameters: { share: number(0.97, [0.1, 1], "of its time", "how busy it is") },
    lasts: true,
    simulated: "the headless guest draws in the rest of the time only",
    inject: ({ world, target, number: of }) => world.busy(target, of("share")),
  },
  {
    name: "domain.crash-loop",
    target: "domain",
    what: "The guest dies, and dies again each time it has come back, as one whose disk is broken.",
    parameters: {
      times: number(3, [1, 100], "deaths", "how often"),
      after: number(300, [0, 60_000], "ms", "how long after its first frame each time"),
    },
    lasts: true,
    inject: ({ world, target, number: of }) => {
      let left = of("times");
      let shot: number | undefined;
      let due = world.timers.now();
      return every(world, 20, () => {
        const domid = world.domid(target);
        const display = world.displays().find(({ domain }) => domain === target);
        if (left <= 0 || domid === undefined || domid === shot || display?.state !== "live") {
          due = world.timers.now() + of("after");
          return;
        }
        if (world.timers.now() < due) return;
        left--;
        shot = domid;
        world.crash(target);
      });
    },
  },
  {
    name: "domain.poweroff",
    target: "domain",
    what: "The guest shuts itself down in good order (SHUTDOWN_poweroff), as if somebody had asked it to.",
    parameters: {},
    lasts: false,
    inject: ({ world, target }) => (world.shutdown(target, "poweroff"), nothing),
  },
  {
    name: "domain.reboot",
    target: "domain",
    what: "The guest reboots itself (SHUTDOWN_reboot) while it is needed.",
    parameters: {},
    lasts: false,
    inject: ({ world, target }) => (world.shutdown(target, "reboot"), nothing),
  },
];
