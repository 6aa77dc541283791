import { mdiCarDoor, mdiGasStation, mdiMusic, mdiPhoneMissed } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { doorIcon } from "../car/door-icon.ts";
import { callerName } from "../phone/contacts.ts";
import type { Place } from "../state/app-names.ts";
import { fill, type Texts, useTexts } from "../text/texts.ts";
import type { News, NewsKind } from "./notices.ts";

/** How each kind looks, and where it leads. */
export const looks: Readonly<Record<NewsKind, { readonly icon: string; readonly tone: "danger" | "warn" | "plain"; readonly to: Place }>> =
  {
    missedCall: { icon: mdiPhoneMissed, tone: "plain", to: "phone" },
    fuelLow: { icon: mdiGasStation, tone: "warn", to: "car" },
    doorOpen: { icon: mdiCarDoor, tone: "danger", to: "car" },
    track: { icon: mdiMusic, tone: "plain", to: "media" },
  };

/** One notice's icon and its two lines. */
export function NoticeText({ news }: { readonly news: News }): ReactElement {
  const texts = useTexts();
  const { icon, tone } = looks[news.kind];
  const [title, detail] = wordsOf(news, texts);
  return (
    <>
      <i className={`notice-icon ${tone}`}>
        <Icon path={news.kind === "doorOpen" ? doorIcon(news.door) : icon} size={40} />
      </i>
      <span className="titles">
        <b>
          <bdi>{title}</bdi>
        </b>
        <span>
          <bdi>{detail}</bdi>
        </span>
      </span>
    </>
  );
}

function wordsOf(news: News, texts: Texts): readonly [title: string, detail: string] {
  switch (news.kind) {
    case "missedCall":
      return [callerName(news.number, texts), texts.missedCall];
    case "fuelLow":
      return [texts.fuelIsLow, texts.refuelSoon];
    case "doorOpen":
      return [fill(texts.isOpen, texts[news.door]), texts.stopAndClose];
    case "track":
      return [news.title, texts.nowPlaying];
  }
}
