import { RingTransport } from "../../preload/kernel/ring-transport.ts";
import { XsClient } from "../../preload/kernel/xs-client.ts";
import type { EvtchnPort, Gfn } from "../../protocol/ids.ts";
import type { BoundEvtchn, Xenstore } from "../../protocol/ports.ts";
import { err, ok, type Result } from "../../protocol/result.ts";

/** What is asked of the hypervisor for it; main/hypervisor's Hypercalls are this. */
export interface RingHypercalls {
  readonly storeRing: { readonly gfn: Gfn; readonly port: EvtchnPort } | undefined;
  takeOver(port: EvtchnPort, upcall: () => void): Result<BoundEvtchn, string>;
  page(at: Gfn): DataView;
}

/** A headless guest's own connection to xenstored, over the ring that the toolstack gave its domain. Closed, it says nothing more. */
export function ringXenstore(hypercalls: RingHypercalls): Result<Xenstore & { close(): void }, string> {
  const { storeRing } = hypercalls;
  if (!storeRing) return err("the domain has no xenstore ring");
  // An upcall runs in a later turn, so all three are there by then.
  const port = hypercalls.takeOver(storeRing.port, () => transport.upcall());
  if (!port.ok) return err(`xenstore port ${storeRing.port}: ${port.error}`);
  const transport: RingTransport = new RingTransport({
    page: hypercalls.page(storeRing.gfn),
    notify: () => port.value.notify(),
    receive: (packet) => client.receive(packet),
  });
  const client = new XsClient((packet) => transport.send(packet));
  transport.start();
  return ok(Object.assign(client, { close: () => transport.close() }));
}
