import { DOM0 } from "../../protocol/ids.ts";
import type { BackendPorts } from "../../protocol/ports.ts";
import { ok, type Result } from "../../protocol/result.ts";
import { XenEventChannels } from "./event-channels.ts";
import { XenGrantTables } from "./grant-tables.ts";
import { openXenLibraries } from "./libraries.ts";
import { connectXenstore, xenstoredSocket } from "./xenstore.ts";

/** The machine below the backends, on a real dom0. */
export interface XenHost {
  readonly ports: BackendPorts;
  /** What is held of the machine: for whoever looks for leaks. */
  held(): { readonly ports: number; readonly pages: number };
  /** Unbinds and unmaps everything, then ends the connection to xenstored. */
  close(): Promise<void>;
}

/** Opens it; the error names the first thing that is missing. */
export async function openXenHost(
  env: Readonly<Record<string, string | undefined>>,
  onLost: (why: string) => void,
): Promise<Result<XenHost, string>> {
  const store = await connectXenstore(xenstoredSocket(env), onLost);
  if (!store.ok) return store;
  const libraries = await openXenLibraries();
  if (!libraries.ok) {
    store.value.close();
    return libraries;
  }
  const evtchn = new XenEventChannels(libraries.value.evtchn);
  const gnttab = new XenGrantTables(libraries.value.gnttab);
  return ok({
    ports: { domid: DOM0, xenstore: store.value.xenstore, evtchn, gnttab, gntshr: gnttab },
    held: () => ({ ports: evtchn.bound, pages: gnttab.pages }),
    close: async () => {
      gnttab.close();
      await evtchn.close();
      store.value.close();
    },
  });
}
