/** The telltales that dom0 draws above every picture of its display: those that no guest may cover, move or forget. */
import { IGNITION, ignitionOf, LampCheck } from "../kit/ignition.ts";
import { placing, STRIP_HEIGHT, telltalePlaces } from "../kit/telltale-layout.ts";
import type { Read } from "../kit/telltale-rules.ts";
import { drawnBy, lampOf } from "../kit/telltales.ts";

const SVG = "http://www.w3.org/2000/svg";
/** More than any display has. */
const WIDE = 10_000;

/** Draws dom0's lamps into `svg` and answers what lights them, `at` milliseconds of the page's clock. */
export function mountTelltales(svg: SVGSVGElement): (read: Read, at: number) => void {
  svg.setAttribute("viewBox", "0 0 1920 720");
  svg.append(hood());
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

/** The lamps' dark ground, for when what lies below them is dom0's own and bright: up to the glass's edges, wherever they are. */
function hood(): SVGRectElement {
  const made = document.createElementNS(SVG, "rect");
  const bounds = { x: -WIDE, y: -WIDE, width: 3 * WIDE, height: WIDE + STRIP_HEIGHT };
  for (const [name, value] of Object.entries(bounds)) made.setAttribute(name, String(value));
  made.setAttribute("class", "hood");
  return made;
}
