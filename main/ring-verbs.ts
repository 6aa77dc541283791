/** The ring microscope on the control socket (main/node/control-socket.ts): `ring` looks once, `ring-follow` tells all that happens. */
import { DOM0 } from "../protocol/ids.ts";
import type { Clock, Xenstore } from "../protocol/ports.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { BackendHost } from "./backends/backend-host.ts";
import type { XenbusBackend } from "./backends/xenbus-backend.ts";
import { capture } from "./microscope/capture.ts";
import { lookAt } from "./microscope/report.ts";
import type { Verbs } from "./node/control-socket.ts";

const LAST_USUAL = 8;
const LAST_MAX = 1024;

/** What the verbs look at. */
export interface RingMachine {
  readonly backends: BackendHost;
  readonly xenstore: Xenstore;
  readonly clock: Clock;
  /** The domid of a domain's name. */
  domidOf(name: string): number | undefined;
}

export function ringVerbs(machine: RingMachine): Verbs {
  return {
    ring: ({ args }) => {
      const found = find(machine, args);
      const last = args["last"] ?? LAST_USUAL;
      if (!found.ok) return Promise.resolve(found);
      if (typeof last !== "number" || !Number.isInteger(last) || last < 0 || last > LAST_MAX) {
        return Promise.resolve(err(`last: want a whole number up to ${LAST_MAX}, got ${JSON.stringify(last)}`));
      }
      return Promise.resolve(ok(lookAt(found.value, last)));
    },
    "ring-follow": async ({ args, say, gone }) => {
      const found = find(machine, args);
      if (!found.ok) return found;
      const { xenstore, clock } = machine;
      const captured = await capture(found.value, xenstore, clock, say);
      if (!gone.aborted) await new Promise<void>((resolve) => gone.addEventListener("abort", () => resolve()));
      captured.close();
      return ok(undefined);
    },
  };
}

/** A domain's name or number, and a device as its frontend's directory has it. */
function find({ backends, domidOf }: RingMachine, args: Readonly<Record<string, unknown>>): Result<XenbusBackend, string> {
  const { domain, device } = args;
  if (typeof domain !== "string" || typeof device !== "string") return err("want a domain and a device");
  const domid = /^\d+$/.test(domain) ? Number(domain) : domidOf(domain);
  if (domid === undefined) return err(`${domain}: no domain of this name runs`);
  const [, type = "", devid = ""] = /^([a-z]+)\/(\d+)$/.exec(device) ?? [];
  if (type === "") return err(`${device}: want a device as in vdispl/0`);
  // A vkbd whose backend-type is linux is served as vinput.
  const found =
    backends.device(type, domid, Number(devid)) ?? (type === "vkbd" ? backends.device("vinput", domid, Number(devid)) : undefined);
  if (found) return ok(found);
  const there = [...backends.devices].filter(({ address }) => address.domid === domid);
  const names = there.map(({ address }) => `${address.type === "vinput" ? "vkbd" : address.type}/${address.devid}`).sort();
  if (domid === DOM0 || names.length === 0) return err(`d${domid} has no devices`);
  return err(`d${domid} has no ${device}; it has ${names.join(", ")}`);
}
