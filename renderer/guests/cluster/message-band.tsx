import { mdiMessageAlertOutline } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../kit/icon.tsx";
import { useSettings } from "../../kit/page-settings.ts";
import { useCentre } from "./centre-store.ts";
import { shown, waiting } from "./message-centre.ts";
import { messageIcons } from "./message-icons.ts";
import { say } from "./phrase.ts";
import { useTexts } from "./text/texts.ts";

/** The one message that matters most, bottom centre; when that is acknowledged, how many are in the list; nothing when all is well. */
export function MessageBand(): ReactElement | undefined {
  const message = useCentre(shown);
  const count = useCentre((centre) => waiting(centre)?.count);
  const level = useCentre((centre) => waiting(centre)?.level);
  const settings = useSettings();
  const texts = useTexts();
  if (!message && count === undefined) return undefined;
  if (!message) {
    return (
      <div className={`filed ${level}`} role="status">
        <Icon path={mdiMessageAlertOutline} size={28} />
        <span>{texts.messages}</span>
        <b>{count}</b>
      </div>
    );
  }
  return (
    // A new element for a new message, so that it comes in anew.
    <div key={message.id} className={`message ${message.level}`} role={message.level === "danger" ? "alert" : "status"}>
      <Icon path={messageIcons[message.icon]} size={44} />
      <strong>{texts[message.text]}</strong>
      {message.detail === undefined ? undefined : <span className="detail">{say(message.detail, settings)}</span>}
      {count === undefined ? undefined : <b className={`digits more ${level}`}>+{count}</b>}
      {message.level === "info" ? undefined : <kbd>{texts.acknowledge}</kbd>}
    </div>
  );
}
