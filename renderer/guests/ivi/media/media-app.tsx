import { mdiVolumeHigh, mdiVolumeMinus, mdiVolumeMute, mdiVolumePlus } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { useTexts } from "../text/texts.ts";
import { Cover } from "./cover.tsx";
import { choose, louder, playTime, trackOf, VOLUME_STEPS } from "./player.ts";
import { playlist } from "./playlist.ts";
import { Progress, Transport } from "./transport.tsx";

export function MediaApp(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const track = useStore(ivi.player, trackOf);
  const playing = useStore(ivi.player, (player) => player.playing);
  return (
    <div className="media-app">
      <section className="card now-playing">
        <div className="now-head">
          <Cover track={track} size={200} />
          <span className="titles">
            <small>{playing ? texts.nowPlaying : texts.paused}</small>
            <b data-testid="media-title">
              <bdi>{track.title}</bdi>
            </b>
            <span>
              <bdi>{track.artist}</bdi>
            </span>
          </span>
        </div>
        <Progress />
        <Transport />
        <Volume />
      </section>
      <section className="card queue" aria-label={texts.playlist}>
        {playlist.map((_, index) => (
          <QueueRow key={index} index={index} />
        ))}
      </section>
    </div>
  );
}

function QueueRow({ index }: { readonly index: number }): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const here = useStore(ivi.player, (player) => player.track === index);
  const playing = useStore(ivi.player, (player) => player.track === index && player.playing);
  const track = playlist[index]!;
  return (
    <Press
      id={`media-track-${index}`}
      className={here ? "queue-row here" : "queue-row"}
      pressed={here}
      onPress={() => ivi.play((p) => choose(p, index))}
    >
      <Cover track={track} size={60} />
      <span className="titles">
        <b>
          <bdi>{track.title}</bdi>
        </b>
        <span>
          <bdi>{track.artist}</bdi>
        </span>
      </span>
      {here ? (
        <span className="queue-state">{playing ? texts.playing : texts.paused}</span>
      ) : (
        <span className="digits">{playTime(track.length * 1000)}</span>
      )}
    </Press>
  );
}

function Volume(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const volume = useStore(ivi.player, (player) => player.volume);
  return (
    <div className="volume">
      <Press id="media-volume-minus" className="round" label={texts.quieter} onPress={() => ivi.play((player) => louder(player, -1))}>
        <Icon path={mdiVolumeMinus} size={40} />
      </Press>
      <Icon path={volume === 0 ? mdiVolumeMute : mdiVolumeHigh} size={32} />
      <span className="volume-bars" data-testid="media-volume" data-level={volume}>
        {Array.from({ length: VOLUME_STEPS }, (_, n) => (
          <i key={n} className={n < volume ? "lit" : ""} />
        ))}
      </span>
      <Press id="media-volume-plus" className="round" label={texts.louder} onPress={() => ivi.play((player) => louder(player, 1))}>
        <Icon path={mdiVolumePlus} size={40} />
      </Press>
    </div>
  );
}
