import { mdiMusicNote } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../kit/icon.tsx";
import { useTold } from "../../kit/told.ts";
import { useTexts } from "./text/texts.ts";

/** What plays, in one line that is cut and never runs. Always there, as the turn's card is. */
export function MediaLine(): ReactElement {
  const media = useTold("media");
  const texts = useTexts();
  const playing = media?.playing === true;
  return (
    <div className="media-line" aria-hidden={!playing}>
      {playing ? (
        <>
          <Icon path={mdiMusicNote} size={24} label={texts.playing} />
          <span>
            <bdi>{media.title}</bdi>
            {media.artist === "" ? undefined : (
              <>
                {" · "}
                <bdi>{media.artist}</bdi>
              </>
            )}
          </span>
        </>
      ) : undefined}
    </div>
  );
}
