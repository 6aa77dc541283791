/** What becomes of a domain that shut down: its reason picks a key of its config, the key's value a row of the table. */
import { BugError } from "../../protocol/result.ts";
import { SHUTDOWN, type ShutdownReason } from "../hypervisor/domain.ts";
import type { DomainConfig, ShutdownAction } from "./domain-config.ts";

/** What happens to the domain that was, and whether a new one takes its place. */
export interface Disposition {
  readonly old: "destroy" | "keep" | "rename";
  readonly rebuild: boolean;
  /** What xl would do besides and we do not. */
  readonly without?: string;
}

// prettier-ignore
const dispositions = {
  "destroy":          { old: "destroy", rebuild: false },
  "restart":          { old: "destroy", rebuild: true },
  "rename-restart":   { old: "rename",  rebuild: true },
  "preserve":         { old: "keep",    rebuild: false },
  "coredump-destroy": { old: "destroy", rebuild: false, without: "a core dump" },
  "coredump-restart": { old: "destroy", rebuild: true,  without: "a core dump" },
  "soft-reset":       { old: "destroy", rebuild: true,  without: "keeping the domain over the reset" },
} as const satisfies Record<ShutdownAction, Disposition>;

export const dispositionOf = (action: ShutdownAction): Disposition => dispositions[action];

/** A reason's name, as xl logs it. */
export function reasonName(reason: ShutdownReason): keyof typeof SHUTDOWN {
  switch (reason) {
    case SHUTDOWN.poweroff:
      return "poweroff";
    case SHUTDOWN.reboot:
      return "reboot";
    case SHUTDOWN.suspend:
      return "suspend";
    case SHUTDOWN.crash:
      return "crash";
    case SHUTDOWN.watchdog:
      return "watchdog";
    case SHUTDOWN.soft_reset:
      return "soft_reset";
    default:
      throw new BugError(`no shutdown reason ${String(reason)}`);
  }
}

/** The action that the domain's config has for a reason. A suspended domain is kept: whoever suspended it takes it from there. */
export function actionFor(config: DomainConfig, reason: ShutdownReason): ShutdownAction {
  switch (reasonName(reason)) {
    case "poweroff":
      return config.onPoweroff;
    case "reboot":
      return config.onReboot;
    case "crash":
      return config.onCrash;
    case "watchdog":
      return config.onWatchdog;
    case "suspend":
      return "preserve";
    case "soft_reset":
      return "soft-reset";
  }
}
