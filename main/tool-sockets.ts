/** The running cockpit's sockets for tools: xenstored's, and beside it the one that `npm run xl` and `npm run ring` ask. */
import { DOM0, type DomId } from "../protocol/ids.ts";
import type { Clock } from "../protocol/ports.ts";
import { rearViewVerb, xlVerb } from "./control-verbs.ts";
import type { Engagement } from "./detection/reverse-stopwatch.ts";
import type { Dom0 } from "./dom0.ts";
import type { Log } from "./log/log.ts";
import { controlSocketPath, serveControl } from "./node/control-socket.ts";
import { serveXenstored } from "./node/xenstored-socket.ts";
import { ringVerbs } from "./ring-verbs.ts";

export interface ToolSockets {
  /** Harmless twice. */
  close(): Promise<void>;
}

export interface ToolSocketsOptions {
  readonly dom0: Dom0;
  /** Where xenstored listens. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly engagements: () => readonly Engagement[];
  /** What xl's verbs do to guests' processes besides. */
  readonly processes: { pause(domid: DomId): void; unpause(domid: DomId): void; cpuSeconds(domid: DomId): number };
}

/** Opens both. The cockpit runs without one that cannot be had, and says so. */
export async function openToolSockets({ dom0, path, clock, log, engagements, processes }: ToolSocketsOptions): Promise<ToolSockets> {
  const xenstored = await serveXenstored(dom0.store, path, (fault) => log.in("xenstored").guest(DOM0, "connection closed", { fault }));
  if (xenstored.ok) log.in("xenstored").info("listening", { path });
  else log.in("xenstored").error("no socket for tools", { problem: xenstored.error });
  const xenstore = dom0.store.connect(DOM0);
  const host = {
    pause: (domid: DomId) => processes.pause(domid),
    unpause: (domid: DomId) => processes.unpause(domid),
    cpuSeconds: (domid: DomId) => processes.cpuSeconds(domid),
  };
  const verbs = {
    xl: xlVerb((words) => dom0.xl(words, host)),
    "rear-view": rearViewVerb(engagements),
    ...ringVerbs({ backends: dom0.backends, xenstore, clock, domidOf: (name) => dom0.lifecycle.domidOf(name) }),
  };
  const control = await serveControl(verbs, controlSocketPath(path));
  if (!control.ok) log.error("no control socket", { problem: control.error });
  return {
    close: async () => {
      if (control.ok) await control.value.close();
      if (xenstored.ok) await xenstored.value.close();
      xenstore.close();
    },
  };
}
