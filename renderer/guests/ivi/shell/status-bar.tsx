import { mdiAccount, mdiBell, mdiBellOutline, mdiBluetooth, mdiLockOutline, mdiSignalCellular3 } from "@mdi/js";
import type { ReactElement } from "react";
import { clock } from "../../../kit/clock.ts";
import { Icon } from "../../../kit/icon.tsx";
import { measuresFor } from "../../../kit/measures.ts";
import { useSettings } from "../../../kit/page-settings.ts";
import { useSignalAs } from "../../../kit/signals.ts";
import { unitKeys } from "../../../kit/units.ts";
import { playTime } from "../media/player.ts";
import { NoticeCard } from "../notices/notice-card.tsx";
import { priorities } from "../notices/notices.ts";
import { callerName } from "../phone/contacts.ts";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { useTexts } from "../text/texts.ts";
import { Press } from "./press.tsx";

export function StatusBar(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const settings = useSettings();
  const time = useStore(ivi.time, (value) => value.now);
  const outside = useSignalAs("Vehicle.Exterior.AirTemperature", measuresFor(settings).temperature);
  const locked = useStore(ivi.lock, (value) => value.lock !== "open");
  // What is urgent takes the call's place for a moment.
  const urgent = useStore(ivi.notices.store, ({ card }) => card !== undefined && priorities[card.notice.news.kind] === 3);
  return (
    <header className="status">
      <b className="clock" data-testid="status-clock">
        {clock(time, settings)}
      </b>
      <span className="status-outside" data-testid="status-outside">
        <span className="digits">{outside}</span> {texts[unitKeys(settings).temperature]}
      </span>
      <NoticeCard />
      {!urgent && <OngoingCall />}
      <div className="status-icons">
        {locked && <Icon path={mdiLockOutline} size={28} label={texts.waitsUntilStanding} />}
        <Icon path={mdiBluetooth} size={28} label={texts.phoneConnected} />
        <Icon path={mdiSignalCellular3} size={28} label={texts.goodReception} />
        <Bell />
        <i className="profile">
          <Icon path={mdiAccount} size={28} label={texts.driverProfile} />
        </i>
      </div>
    </header>
  );
}

/** The way to what waits to be seen, and how much that is. */
function Bell(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const count = useStore(ivi.notices.store, (value) => value.list.length);
  const here = useStore(ivi.app, (value) => value.name === "messages");
  return (
    <Press
      id="status-bell"
      className={here ? "status-bell here" : "status-bell"}
      label={`${texts.messages}: ${count}`}
      pressed={here}
      onPress={() => ivi.open("messages")}
    >
      <Icon path={count > 0 ? mdiBell : mdiBellOutline} size={32} />
      {count > 0 && <b className="digits">{count}</b>}
    </Press>
  );
}

/** A running call stays in sight, and one press away, wherever the driver goes. */
function OngoingCall(): ReactElement | undefined {
  const ivi = useIvi();
  const texts = useTexts();
  const call = useStore(ivi.call, (value) => value.call);
  const here = useStore(ivi.app, (value) => value.name === "phone");
  if (here || (call.kind !== "dialling" && call.kind !== "talking")) return undefined;
  return (
    <Press id="status-call" className="status-call" onPress={() => ivi.open("phone")}>
      <span>
        <bdi>{callerName(call.number, texts)}</bdi>
        {call.kind === "dialling" ? <i>{texts.calling}</i> : <i className="digits">{playTime(call.elapsed)}</i>}
      </span>
    </Press>
  );
}
