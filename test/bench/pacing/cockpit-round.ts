/** The cockpit on a recorded drive: both guests draw all that they draw. */
import { ROOT } from "../../../main/launch/places.mjs";
import { CockpitApp, readable } from "../../e2e/cockpit-app.ts";
import { namesOf, watch, type Round } from "./watch.ts";

/** Until nothing of the start is left to do. */
const WARM_MS = 5000;

export async function cockpitRound(seconds: number): Promise<Round> {
  const data = (name: string): Promise<string> => readable(ROOT, "test", "data", "drive", name);
  const cockpit = await CockpitApp.drive(
    "--seed=1",
    `--drive=${await data("subaru-excerpt.log")}`,
    `--dbc=${await data("subaru-drive.dbc")}`,
    `--dbc=${await data("subaru_forester_2017_generated.dbc")}`,
  );
  try {
    await new Promise((resolve) => setTimeout(resolve, WARM_MS));
    const names = await namesOf(cockpit.electron, new Map(await ownProcesses(cockpit)));
    return await watch(seconds, names, (wanted) => flips(cockpit, wanted));
  } finally {
    await cockpit.electron.close();
  }
}

/** dom0's pages and the domains. */
function ownProcesses(cockpit: CockpitApp): Promise<readonly [number, string][]> {
  return cockpit.electron.evaluate(() => {
    const run = globalThis.cockpitRun;
    const domains = run.dom0.hypervisor.domains().flatMap(({ domid }): [number, string][] => {
      const pid = run.guests.pid(domid);
      return pid === undefined || pid <= 0 ? [] : [[pid, `d${domid} ${run.dom0.lifecycle.nameOf(domid) ?? ""}`]];
    });
    const overlays = run.screens.map(({ config, window }): [number, string] => [window.overlayPid(), `dom0's overlay, ${config.name}`]);
    return [[process.pid, "dom0"], ...domains, ...overlays] as [number, string][];
  });
}

/** When each display showed a frame, as dom0 counts flips, for so many seconds. */
function flips(cockpit: CockpitApp, seconds: number): Promise<Record<string, number[]>> {
  return cockpit.electron.evaluate(async (_electron, ms) => {
    const { displays } = globalThis.cockpitRun.dom0;
    const times: Record<string, number[]> = {};
    for (const { config, connector } of displays) {
      const own: number[] = (times[config.name] = []);
      connector.stats.tap = (at) => void own.push(at);
    }
    await new Promise((resolve) => setTimeout(resolve, ms));
    for (const { connector } of displays) connector.stats.tap = undefined;
    return times;
  }, seconds * 1000);
}
