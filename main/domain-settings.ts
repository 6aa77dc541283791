/** The settings of a cockpit's domains, kept; and what one of them chooses for all displays, as the vehicle's signals. */
import { DOM0 } from "../protocol/ids.ts";
import type { Timers, Xenstore } from "../protocol/ports.ts";
import type { Log } from "./log/log.ts";
import { choicesOf } from "./toolstack/choices.ts";
import type { Cockpit } from "./toolstack/cockpit.ts";
import type { SettingsFiles } from "./toolstack/kept-settings.ts";
import { SettingsKeeper } from "./toolstack/settings-keeper.ts";
import { slotOf, type SignalStore } from "./vehicle/signal-store.ts";

export interface DomainSettingsPorts {
  readonly store: Xenstore;
  readonly signals: SignalStore;
  readonly timers: Timers;
  readonly log: Log;
  readonly files: SettingsFiles | undefined;
}

export function domainSettings({ domains }: Cockpit, { store, signals, timers, log, files }: DomainSettingsPorts): SettingsKeeper {
  return new SettingsKeeper(
    domains.map(({ config }) => config.name),
    {
      ...{ store, timers, log, files },
      onKept: (name, settings, domid = DOM0) => {
        const chooses = domains.find(({ config }) => config.name === name)?.chooses ?? [];
        const refuse = (problem: string): void => log.guest(domid, "choice refused", { domain: name, problem });
        for (const choice of choicesOf(chooses, settings, refuse)) {
          if (choice.by === "domain") signals.choose(slotOf(choice.path), choice.value);
          else signals.unchoose(slotOf(choice.path), timers.now());
        }
        signals.flush();
      },
    },
  );
}
