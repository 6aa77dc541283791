import type { ReactElement } from "react";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { fill, useTexts } from "../text/texts.ts";
import { Cover } from "./cover.tsx";
import { trackOf } from "./player.ts";
import { Progress, Transport } from "./transport.tsx";

export function MediaTile(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const track = useStore(ivi.player, trackOf);
  return (
    <section className="card media-tile" data-testid="media-tile">
      <Press
        id="media-open"
        className="media-open"
        label={fill(texts.openMedia, track.title, track.artist)}
        onPress={() => ivi.open("media")}
      >
        <Cover track={track} size={112} />
        <span className="titles">
          <b data-testid="media-title">
            <bdi>{track.title}</bdi>
          </b>
          <span>
            <bdi>{track.artist}</bdi>
          </span>
        </span>
      </Press>
      <Progress />
      <Transport />
    </section>
  );
}
