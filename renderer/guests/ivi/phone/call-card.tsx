import { mdiMicrophone, mdiMicrophoneOff, mdiPhoneHangup } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { playTime } from "../media/player.ts";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { fill, type Texts, useTexts } from "../text/texts.ts";
import { type Call, hangUp, toggleMute } from "./call.ts";
import { callerName, contactOf, initialOf } from "./contacts.ts";

/** The call that runs, with what can be done to it at any speed. */
export function CallCard(): ReactElement | undefined {
  const ivi = useIvi();
  const texts = useTexts();
  const call = useStore(ivi.call, (value) => value.call);
  if (call.kind === "idle") return undefined;
  const contact = contactOf(call.number);
  const name = callerName(call.number, texts);
  const change = (next: (call: Call) => Call) => () => ivi.call.set(({ call: now }) => ({ call: next(now) }));
  const over = call.kind === "ended";
  const muted = call.kind === "talking" && call.muted;
  return (
    <section className="card call" data-testid="phone-call">
      <i className="avatar" style={{ background: contact?.colour ?? "#4c6178" }}>
        {contact ? initialOf(name) : "#"}
      </i>
      <h2 className={contact ? undefined : "digits"}>{name}</h2>
      {contact && (
        <p>
          <span className="digits">{call.number}</span>
        </p>
      )}
      <output data-testid="phone-state" data-state={call.kind}>
        {stateOf(call, texts)}
      </output>
      <div className="call-buttons">
        <Press id="phone-mute" className="call-button" pressed={muted} disabled={call.kind !== "talking"} onPress={change(toggleMute)}>
          <Icon path={muted ? mdiMicrophoneOff : mdiMicrophone} size={40} />
          {muted ? texts.muted : texts.mute}
        </Press>
        <Press id="phone-hangup" className="call-button end" disabled={over} onPress={change(hangUp)}>
          <Icon path={mdiPhoneHangup} size={40} />
          {texts.endCall}
        </Press>
      </div>
    </section>
  );
}

function stateOf(call: Exclude<Call, { kind: "idle" }>, texts: Texts): ReactElement | string {
  if (call.kind === "dialling") return texts.calling;
  if (call.kind === "talking") return <span className="digits">{playTime(call.elapsed)}</span>;
  return call.talked > 0 ? fill(texts.callEndedAfter, playTime(call.talked)) : texts.callEnded;
}
