import { mdiBellCheckOutline, mdiClose, mdiNotificationClearAll, mdiUndo } from "@mdi/js";
import type { ReactElement } from "react";
import { clock } from "../../../kit/clock.ts";
import { Icon } from "../../../kit/icon.tsx";
import { useSettings } from "../../../kit/page-settings.ts";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { useTexts } from "../text/texts.ts";
import { dismiss, dismissAll, type Notice, undoDismiss } from "./notices.ts";
import { looks, NoticeText } from "./notice-text.tsx";

/** Everything that waits to be seen, on one screen at most. */
export function MessagesApp(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const { store } = ivi.notices;
  const list = useStore(store, (value) => value.list);
  const canUndo = useStore(store, (value) => value.dismissed !== undefined && value.dismissed.list.length > 0);
  return (
    <section className="card messages-app">
      <header>
        <h2>{texts.messages}</h2>
        {canUndo && (
          <Press id="messages-undo" className="messages-all" onPress={() => store.set(undoDismiss)}>
            <Icon path={mdiUndo} size={36} />
            {texts.undoReset}
          </Press>
        )}
        {list.length > 0 && (
          <Press id="messages-dismiss-all" className="messages-all" onPress={() => store.set(dismissAll)}>
            <Icon path={mdiNotificationClearAll} size={36} />
            {texts.dismissAll}
          </Press>
        )}
      </header>
      {list.map((notice) => (
        <Row key={notice.id} notice={notice} />
      ))}
      {list.length === 0 && (
        <p className="messages-none">
          <Icon path={mdiBellCheckOutline} size={64} />
          {texts.noMessages}
        </p>
      )}
    </section>
  );
}

function Row({ notice: { id, news, at } }: { readonly notice: Notice }): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const settings = useSettings();
  return (
    <div className="message" data-testid={`message-${news.kind}`}>
      <Press id={`message-open-${id}`} className="message-open" onPress={() => ivi.open(looks[news.kind].to)}>
        <NoticeText news={news} />
        <span className="clock">{clock(at, settings)}</span>
      </Press>
      <Press
        id={`message-dismiss-${id}`}
        className="round"
        label={texts.dismiss}
        onPress={() => ivi.notices.store.set((notices) => dismiss(notices, id))}
      >
        <Icon path={mdiClose} size={40} />
      </Press>
    </div>
  );
}
