import { mdiPhoneInTalk, mdiPhoneMissed } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { playTime } from "../media/player.ts";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { contacts } from "./contacts.ts";

/** Whose call was missed, or the call that runs. */
export function PhoneTile(): ReactElement {
  const ivi = useIvi();
  const call = useStore(ivi.call, (value) => value.call);
  const missed = contacts[0]!;
  const running = call.kind === "dialling" || call.kind === "talking";
  return (
    <Press id="tile-phone" className="card tile" onPress={() => ivi.open("phone")}>
      <span className={running ? "tile-icon talking" : "tile-icon missed"}>
        <Icon path={running ? mdiPhoneInTalk : mdiPhoneMissed} size={40} />
      </span>
      <b>{running ? call.name : missed.name}</b>
      <span>{call.kind === "dialling" ? "Calling" : call.kind === "talking" ? playTime(call.elapsed) : missed.last}</span>
    </Press>
  );
}
