import { mdiPause, mdiPlay, mdiSkipNext, mdiSkipPrevious } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { useTexts } from "../text/texts.ts";
import { playTime, skip, togglePlay, trackOf } from "./player.ts";

/** Previous, play or pause, next. */
export function Transport(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const playing = useStore(ivi.player, (player) => player.playing);
  return (
    <div className="transport">
      <Press id="media-previous" className="round" label={texts.previous} onPress={() => ivi.play((player) => skip(player, -1))}>
        <Icon path={mdiSkipPrevious} size={44} />
      </Press>
      <Press
        id="media-play"
        className="play"
        label={playing ? texts.pause : texts.play}
        pressed={playing}
        onPress={() => ivi.play(togglePlay)}
      >
        <Icon path={playing ? mdiPause : mdiPlay} size={44} />
      </Press>
      <Press id="media-next" className="round" label={texts.next} onPress={() => ivi.play((player) => skip(player, 1))}>
        <Icon path={mdiSkipNext} size={44} />
      </Press>
    </div>
  );
}

/** How far the track is: a bar, and the time before and in all. */
export function Progress(): ReactElement {
  const ivi = useIvi();
  const seconds = useStore(ivi.player, (player) => playTime(player.position));
  const length = useStore(ivi.player, (player) => trackOf(player).length);
  // In steps of a pixel or so: a finer one repaints what nobody can see.
  const share = useStore(ivi.player, (player) => Math.round((player.position / 1000 / trackOf(player).length) * 400) / 400);
  return (
    <div className="progress">
      <div className="progress-track">
        <i style={{ width: `${share * 100}%` }} />
      </div>
      <span className="digits" data-testid="media-position">
        {seconds}
      </span>
      <span className="digits">{playTime(length * 1000)}</span>
    </div>
  );
}
