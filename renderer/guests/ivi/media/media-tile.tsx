import type { ReactElement } from "react";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { Cover } from "./cover.tsx";
import { trackOf } from "./player.ts";
import { Progress, Transport } from "./transport.tsx";

export function MediaTile(): ReactElement {
  const ivi = useIvi();
  const track = useStore(ivi.player, trackOf);
  return (
    <section className="card media-tile" data-testid="media-tile">
      <Press id="media-open" className="media-open" label={`${track.title}, ${track.artist}: open media`} onPress={() => ivi.open("media")}>
        <Cover track={track} size={112} />
        <span className="titles">
          <b data-testid="media-title">{track.title}</b>
          <span>{track.artist}</span>
        </span>
      </Press>
      <Progress />
      <Transport />
    </section>
  );
}
