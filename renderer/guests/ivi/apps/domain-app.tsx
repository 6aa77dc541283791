import { type ReactElement, useEffect, useState } from "react";
import type { GuestConnector } from "../../../../protocol/bridge.ts";
import { guest } from "../../../kit/guest.ts";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";

/** The domain's devices by their place in XenStore, below its home. */
const devices = [
  ["device/vdispl/0", "Frames, one flip at a time"],
  ["device/vkbd/0", "Touches and keys"],
  ["device/vss/0", "Vehicle signals"],
] as const;

/** What this guest knows of the machine it runs on. */
export function DomainApp(): ReactElement {
  const ivi = useIvi();
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
      <Fact name="Domain" value={`d${domid}`} note={name} />
      <Fact
        name="Display"
        value={display ? `${display.width} × ${display.height}` : "--"}
        note={display ? `connector ${display.uniqueId}` : "not connected"}
      />
      <Fact name="Frames" value={String(frames)} note="a second" />
      <Fact name="Town" value={String(ivi.navigation.town.streets.length)} note="streets, one seed" />
      <section className="card domain-note">
        <h2>A guest among guests</h2>
        <p>
          This page runs in a domain of its own. Its frames, its touches and the vehicle&apos;s signals reach it through rings it shares
          with dom0, and through nothing else.
        </p>
        <dl>
          {devices.map(([path, what]) => (
            <div key={path}>
              <dt>{path}</dt>
              <dd>{what}</dd>
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
        <b>{value}</b>
      </p>
      <span>{note}</span>
    </section>
  );
}
