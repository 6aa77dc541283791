import { mdiBellOutline, mdiBluetooth, mdiLockOutline, mdiSignalCellular3 } from "@mdi/js";
import type { ReactElement } from "react";
import { clock, NO_VALUE, oneDecimal } from "../../../kit/format.ts";
import { Icon } from "../../../kit/icon.tsx";
import { useSignalAs } from "../../../kit/signals.ts";
import { playTime } from "../media/player.ts";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { Press } from "./press.tsx";

export function StatusBar(): ReactElement {
  const ivi = useIvi();
  const time = useStore(ivi.time, (value) => clock(value.now));
  const outside = useSignalAs("Vehicle.Exterior.AirTemperature", (value) => (value === undefined ? NO_VALUE : oneDecimal(value)));
  const locked = useStore(ivi.lock, (value) => value.lock !== "open");
  return (
    <header className="status">
      <b className="digits" data-testid="status-clock">
        {time}
      </b>
      <span className="status-outside" data-testid="status-outside">
        <span className="digits">{outside}</span> °C
      </span>
      <OngoingCall />
      <div className="status-icons">
        {locked && <Icon path={mdiLockOutline} size={28} label="Some functions wait until the car stands" />}
        <Icon path={mdiBluetooth} size={28} label="Phone connected" />
        <Icon path={mdiSignalCellular3} size={28} label="Good reception" />
        <Icon path={mdiBellOutline} size={28} label="Messages" />
        <i className="profile">A</i>
      </div>
    </header>
  );
}

/** A running call stays in sight, and one press away, wherever the driver goes. */
function OngoingCall(): ReactElement | undefined {
  const ivi = useIvi();
  const call = useStore(ivi.call, (value) => value.call);
  const here = useStore(ivi.app, (value) => value.name === "phone");
  if (here || (call.kind !== "dialling" && call.kind !== "talking")) return undefined;
  return (
    <Press id="status-call" className="status-call" onPress={() => ivi.open("phone")}>
      {call.name} · {call.kind === "dialling" ? "calling" : <span className="digits">{playTime(call.elapsed)}</span>}
    </Press>
  );
}
