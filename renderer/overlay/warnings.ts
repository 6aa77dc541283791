/** Lamps and chimes of dom0's page: the pure parts, fed with this page's clock. */
import type { VssPath } from "../../protocol/vss.ts";
import type { Read } from "../kit/telltale-rules.ts";
import { drawnBy, lampSources } from "../kit/telltales.ts";
import { ChimeSound } from "./chime-sound.ts";
import { chime, chimeSources, silent } from "./chimes.ts";
import { mountTelltales } from "./telltales.ts";

/** Lamps follow the signals at once; this is for what only time changes, the end of the lamp check and a chime's next stroke. */
const LOOK_MS = 100;

/** What lamps and chimes are made of. */
export const warningSignals: readonly VssPath[] = [...drawnBy("dom0").flatMap(lampSources), ...chimeSources];

/** Draws the lamps, and is heard if `sound`. Answers what to call after a change of the signals. */
export function mountWarnings(svg: SVGSVGElement, sound: boolean, read: Read): () => void {
  const light = mountTelltales(svg);
  const voice = sound ? new ChimeSound() : undefined;
  let chimes = silent;
  const look = (): void => {
    const at = performance.now();
    light(read, at);
    if (!voice) return;
    const { after, sounds } = chime(chimes, read, at);
    chimes = after;
    for (const each of sounds) voice.strike(each);
  };
  look();
  setInterval(look, LOOK_MS);
  return look;
}
