import { mdiPhoneInTalk, mdiPhoneMissed } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { playTime } from "../media/player.ts";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { useTexts } from "../text/texts.ts";
import { callerName, contactName, contacts } from "./contacts.ts";
import { LastCallText } from "./last-call.tsx";

/** Whose call was missed, or the call that runs. */
export function PhoneTile(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const call = useStore(ivi.call, (value) => value.call);
  const missed = contacts[0]!;
  const running = call.kind === "dialling" || call.kind === "talking";
  return (
    <Press id="tile-phone" className="card tile" onPress={() => ivi.open("phone")}>
      <span className={running ? "tile-icon talking" : "tile-icon missed"}>
        <Icon path={running ? mdiPhoneInTalk : mdiPhoneMissed} size={40} />
      </span>
      <b>
        <bdi>{running ? callerName(call.number, texts) : contactName(missed, texts)}</bdi>
      </b>
      <span>
        {call.kind === "dialling" ? (
          texts.calling
        ) : call.kind === "talking" ? (
          <span className="digits">{playTime(call.elapsed)}</span>
        ) : (
          <LastCallText last={missed.last} />
        )}
      </span>
    </Press>
  );
}
