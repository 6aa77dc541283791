import type { Effect } from "../../support/fault-effect.ts";
import { busEffects } from "./effects/bus.ts";
import { cameraEffects } from "./effects/camera.ts";
import { displayEffects } from "./effects/display.ts";
import { dom0Effects } from "./effects/dom0.ts";
import { domainEffects } from "./effects/domain.ts";
import { hostEffects } from "./effects/host.ts";
import { inputEffects } from "./effects/input.ts";
import { machineEffects } from "./effects/machine.ts";
import { ringEffects } from "./effects/ring.ts";
import { xenstoreEffects } from "./effects/xenstore.ts";

/** What each fault of the catalogue is to be seen by. A fault that is not here has no test, and effects.test.ts says so. */
export const effects: Readonly<Record<string, readonly Effect[]>> = {
  ...domainEffects,
  ...displayEffects,
  ...inputEffects,
  ...ringEffects,
  ...machineEffects,
  ...xenstoreEffects,
  ...cameraEffects,
  ...busEffects,
  ...dom0Effects,
  ...hostEffects,
};
