import type { ReactElement } from "react";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { dismiss, priorities } from "./notices.ts";
import { looks, NoticeText } from "./notice-text.tsx";

/** The newest notice, for a while, in the status bar: over nothing that the driver needs, and never in the way of anything. */
export function NoticeCard(): ReactElement | undefined {
  const ivi = useIvi();
  const notice = useStore(ivi.notices.store, (value) => value.card?.notice);
  const place = useStore(ivi.app, (value) => value.name);
  const calling = useStore(ivi.call, ({ call }) => call.kind === "dialling" || call.kind === "talking");
  if (!notice) return undefined;
  const { news, id } = notice;
  const { to } = looks[news.kind];
  // What is on the screen already need not be told; and a running call keeps its place but for what is urgent.
  if (place === "messages" || (place === to && news.kind === "track") || (calling && place !== "phone" && priorities[news.kind] < 3))
    return undefined;
  const open = (): void => {
    ivi.notices.store.set((notices) => dismiss(notices, id));
    ivi.open(to);
  };
  return (
    <Press key={id} id="notice-card" className="notice-card" onPress={open}>
      <NoticeText news={news} />
    </Press>
  );
}
