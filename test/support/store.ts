/** A store with two guests' homes, and clients of it that call it straight. */
import type { Connection } from "../../main/xenstored/connection.ts";
import { Store, type StoreOptions } from "../../main/xenstored/store.ts";
import { DOM0, domId, type DomId } from "../../protocol/ids.ts";
import { domainHome } from "../../protocol/xs-path.ts";

export interface Client extends Connection {
  readonly events: string[];
}

/** A store in which d1 and d2 have homes as xl makes them, and connections that write down their events as `token:path`. */
export function aStore(options: StoreOptions = {}): { store: Store; dom0: Client; d1: Client; d2: Client; open: (domid: DomId) => Client } {
  const store = new Store(options);
  const open = (domid: DomId): Client => {
    const events: string[] = [];
    const connection = store.open(
      domid,
      (path, token) => events.push(`${token}:${path}`),
      () => undefined,
    );
    return Object.assign(connection, { events });
  };
  const dom0 = open(DOM0);
  for (const domid of [domId(1), domId(2)]) {
    store.introduce(domid);
    dom0.mkdir(0, domainHome(domid));
    dom0.setPerms(0, domainHome(domid), [{ domid, access: "n" }]);
  }
  return { store, dom0, d1: open(domId(1)), d2: open(domId(2)), open };
}

export const started = (client: Client): number => {
  const tx = client.transactionStart();
  return tx.ok ? tx.value : -1;
};
