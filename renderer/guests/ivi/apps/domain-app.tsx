import { mdiGestureTap, mdiMonitor, mdiPulse } from "@mdi/js";
import { type ReactElement, useEffect, useState } from "react";
import type { GuestConnector } from "../../../../protocol/bridge.ts";
import { NO_VALUE } from "../../../kit/format.ts";
import { guest } from "../../../kit/guest.ts";
import { Icon } from "../../../kit/icon.tsx";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { fill, type TextKey, useTexts } from "../text/texts.ts";

/** The domain's devices by their place in XenStore, below its home. */
const devices = [
  ["device/vdispl/0", "deviceDisplay", mdiMonitor],
  ["device/vkbd/0", "deviceInput", mdiGestureTap],
  ["device/vss/0", "deviceSignals", mdiPulse],
] as const satisfies readonly (readonly [string, TextKey, string])[];

/** What this guest knows of the machine it runs on. */
export function DomainApp(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const frames = useStore(ivi.frames, (value) => value.perSecond);
  const [connectors, setConnectors] = useState<readonly GuestConnector[]>([]);
  useEffect(() => {
    let shown = true;
    void guest().connectors.then((found) => {
      if (shown) setConnectors(found);
    });
    return () => void (shown = false);
  }, []);
  const { domid, name } = guest();
  const display = connectors[0];
  return (
    <div className="domain-app">
      <Fact name={texts.domain} value={`d${domid}`} note={name} />
      <Fact
        name={texts.display}
        value={display ? `${display.width} × ${display.height}` : NO_VALUE}
        note={display ? fill(texts.connector, display.uniqueId) : texts.notConnected}
      />
      <Fact name={texts.frames} value={String(frames)} note={texts.aSecond} />
      <Fact name={texts.town} value={String(ivi.navigation.town.streets.length)} note={texts.streetsOneSeed} />
      <section className="card domain-note">
        <h2>{texts.guestAmongGuests}</h2>
        <p>{texts.guestNote}</p>
        <dl>
          {devices.map(([path, what, icon]) => (
            <div key={path}>
              <dt>
                <i>
                  <Icon path={icon} size={32} />
                </i>
                <bdi>{path}</bdi>
              </dt>
              <dd>{texts[what]}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}

function Fact({ name, value, note }: { readonly name: string; readonly value: string; readonly note: string }): ReactElement {
  return (
    <section className="card figure">
      <span>{name}</span>
      <p>
        <b className="digits">{value}</b>
      </p>
      <span>{note}</span>
    </section>
  );
}
