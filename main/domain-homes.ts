/** What dom0 does in its domains' homes while they run: keeps their settings, and carries what one tells another. */
import type { DomId } from "../protocol/ids.ts";
import type { Result } from "../protocol/result.ts";
import type { XsError } from "../protocol/xs-wire.ts";
import { domainSettings, type DomainSettingsPorts } from "./domain-settings.ts";
import type { Cockpit } from "./toolstack/cockpit.ts";
import { tellRulesOf, TellsCarrier } from "./toolstack/tells-carrier.ts";

export interface DomainHomes {
  /** Reads what earlier runs kept. */
  load(): void;
  /** A new domain of that name, before it runs. */
  restore(domid: DomId, name: string): Promise<Result<void, XsError>>;
  /** It has shut down, and may not be destroyed for a while: what it told is withdrawn at once. */
  shutDown(domid: DomId): void;
  /** It is about to be destroyed. */
  release(domid: DomId): Promise<void>;
  close(): Promise<void>;
}

export function domainHomes(cockpit: Cockpit, ports: DomainSettingsPorts): DomainHomes {
  const settings = domainSettings(cockpit, ports);
  const tells = new TellsCarrier(tellRulesOf(cockpit), ports);
  return {
    load: () => settings.load(),
    async restore(domid, name) {
      const listening = await tells.start(domid, name);
      if (!listening.ok) ports.log.error("domain not listened to", { domid, reason: listening.error });
      return settings.restore(domid, name);
    },
    shutDown: (domid) => tells.release(domid),
    release(domid) {
      tells.release(domid);
      return settings.release(domid);
    },
    close() {
      tells.close();
      return settings.close();
    },
  };
}
