import { GNTTAB_RESERVED_XENSTORE, DOM0, isEvtchnPort } from "../protocol/ids.ts";
import { err, ok } from "../protocol/result.ts";
import type { Hypervisor } from "./hypervisor/hypervisor.ts";
import type { Log } from "./log/log.ts";
import type { DomainRings } from "./xenstored/domain-ring.ts";

/** Domain rings over the hypervisor that is emulated. The frame is the grant's to say, as for C xenstored; what INTRODUCE says of it is not looked at. */
export function domainRings(hypervisor: Hypervisor, log: Log): DomainRings {
  return {
    open(domid, { port }, upcall) {
      const dom0 = hypervisor.hypercalls(DOM0);
      if (!dom0.ok || !isEvtchnPort(port)) return err("EINVAL");
      const mapping = dom0.value.map(domid, [GNTTAB_RESERVED_XENSTORE], "rw");
      if (!mapping.ok) return mapping;
      const bound = dom0.value.bindInterdomain(domid, port, upcall);
      if (!bound.ok) {
        mapping.value.unmap();
        return bound;
      }
      return ok({
        page: mapping.value.page(0),
        notify: () => bound.value.notify(),
        close: () => {
          bound.value.close();
          mapping.value.unmap();
        },
      });
    },
    faulted: (domid, fault) => log.guest(domid, "xenstore ring given up", { fault }),
  };
}
