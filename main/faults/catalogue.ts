/** Every fault that a scenario can name: one table, from which the list, the documentation and the scenarios' schema come. */
import { busFaults } from "./catalogue/bus.ts";
import { cameraFaults } from "./catalogue/camera.ts";
import { displayFaults } from "./catalogue/display.ts";
import { dom0Faults } from "./catalogue/dom0.ts";
import { domainFaults } from "./catalogue/domain.ts";
import type { Fault } from "./catalogue/fault.ts";
import { hostFaults } from "./catalogue/host.ts";
import { inputFaults } from "./catalogue/input.ts";
import { machineFaults } from "./catalogue/machine.ts";
import { ringFaults } from "./catalogue/ring.ts";
import { xenstoreFaults } from "./catalogue/xenstore.ts";

export const faults: readonly Fault[] = [
  ...domainFaults,
  ...displayFaults,
  ...inputFaults,
  ...ringFaults,
  ...machineFaults,
  ...xenstoreFaults,
  ...cameraFaults,
  ...busFaults,
  ...dom0Faults,
  ...hostFaults,
];

const byName: ReadonlyMap<string, Fault> = new Map(faults.map((fault) => [fault.name, fault]));

export const faultNamed = (name: string): Fault | undefined => byName.get(name);
