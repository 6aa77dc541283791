import type { ReactElement } from "react";
import { Icon } from "../../kit/icon.tsx";
import { useSettings } from "../../kit/page-settings.ts";
import { useCentre } from "./centre-store.ts";
import { LIST_ROWS, listed } from "./message-centre.ts";
import { messageIcons } from "./message-icons.ts";
import { say } from "./phrase.ts";
import { useTexts } from "./text/texts.ts";

/** Everything that is true now, acknowledged or not, a page at a time; in the place of the road while the driver wants it. */
export function MessageList(): ReactElement {
  const active = useCentre((centre) => centre.active);
  const page = useCentre((centre) => listed(centre)?.page ?? 0);
  const pages = useCentre((centre) => listed(centre)?.pages ?? 1);
  const settings = useSettings();
  const texts = useTexts();
  const rows = active.slice(page * LIST_ROWS, (page + 1) * LIST_ROWS);
  return (
    <section className="middle messages" aria-label={texts.messages}>
      <header>
        <h2>{texts.messages}</h2>
        {pages > 1 ? <span className="digits">{`${page + 1}/${pages}`}</span> : undefined}
      </header>
      {rows.length === 0 ? <p className="hint">{texts.noMessages}</p> : undefined}
      <ul>
        {rows.map((message) => (
          <li key={message.id} className={message.level}>
            <Icon path={messageIcons[message.icon]} size={40} />
            <div>
              <strong>{texts[message.text]}</strong>
              {message.detail === undefined ? undefined : <span className="detail">{say(message.detail, settings)}</span>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
