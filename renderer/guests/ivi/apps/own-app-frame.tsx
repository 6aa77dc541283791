import { mdiApplicationOutline, mdiClose } from "@mdi/js";
import { type ReactElement, useRef } from "react";
import { useFrame } from "../../../kit/frame.ts";
import { Icon } from "../../../kit/icon.tsx";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { useTexts } from "../text/texts.ts";
import { GRABS_MAX, grabbed, type OwnApp } from "./own-apps.ts";

/**
 * A user's own app, in a frame that is sandboxed twice: here, and by what its own answers say. It has touches and no keys: the focus
 * that a touch gives it is taken back in the next frame, and an app that grabs it again and again is closed, so that the knob always leads out. Locked, it is closed and not covered: what
 * cannot be seen is not to go on running, or being heard.
 */
export function OwnAppFrame(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const opened = useStore(ivi.own, (value) => value.opened);
  const frame = useRef<HTMLIFrameElement>(null);
  const grabs = useRef<readonly number[]>([]);
  useFrame((at) => {
    if (!frame.current || document.activeElement !== frame.current) return;
    frame.current.blur();
    grabs.current = grabbed(grabs.current, at);
    if (grabs.current.length > GRABS_MAX) ivi.open("apps");
  });
  return (
    <section className="card own-app">
      <header>
        {opened && <OwnIcon app={opened} />}
        <h2>
          <bdi>{opened?.name}</bdi>
        </h2>
        <span>{texts.ownApp}</span>
        <Press id="own-close" className="round" label={texts.close} onPress={() => ivi.open("apps")}>
          <Icon path={mdiClose} size={44} />
        </Press>
      </header>
      {opened && <iframe ref={frame} data-testid="own-frame" title={opened.name} src={opened.url} sandbox="allow-scripts" tabIndex={-1} />}
    </section>
  );
}

export function OwnIcon({ app: { icon, colour } }: { readonly app: OwnApp }): ReactElement {
  return (
    <i className="app-icon" style={colour === undefined ? undefined : { background: colour }}>
      {icon === undefined ? <Icon path={mdiApplicationOutline} size={44} /> : <img src={icon} alt="" draggable={false} />}
    </i>
  );
}
