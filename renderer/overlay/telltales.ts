/** The telltales that dom0 draws above every picture of its display: those that no guest may cover, move or forget. */
import { IGNITION, ignitionOf, LampCheck } from "../kit/ignition.ts";
import { placing, telltalePlaces } from "../kit/telltale-layout.ts";
import type { Read } from "../kit/telltale-rules.ts";
import { drawnBy, lampOf } from "../kit/telltales.ts";

const SVG = "http://www.w3.org/2000/svg";

/** Draws dom0's lamps into `svg` and answers what lights them, `at` milliseconds of the page's clock. */
export function mountTelltales(svg: SVGSVGElement): (read: Read, at: number) => void {
  svg.setAttribute("viewBox", "0 0 1920 720");
  const lamps = drawnBy("dom0").map((telltale) => {
    const group = document.createElementNS(SVG, "g");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", telltale.symbol);
    group.id = `telltale-${telltale.id}`;
    group.setAttribute("transform", placing(telltalePlaces[telltale.id], telltale.mirrored ?? false));
    group.append(path);
    svg.append(group);
    return { group, telltale };
  });
  const check = new LampCheck();
  return (read, at) => {
    const checking = check.running(ignitionOf(read(IGNITION)), at);
    for (const { group, telltale } of lamps) {
      const lamp = checking ? "lit" : lampOf(telltale, read);
      const wanted = lamp === "unlit" ? "" : lamp === "flash" ? `${telltale.colour} flash` : telltale.colour;
      if (group.getAttribute("class") !== wanted) group.setAttribute("class", wanted);
    }
  };
}
