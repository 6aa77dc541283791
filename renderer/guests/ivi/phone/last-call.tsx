import type { ReactElement } from "react";
import { clock } from "../../../kit/clock.ts";
import { useSettings } from "../../../kit/page-settings.ts";
import { fill, useTexts } from "../text/texts.ts";
import type { LastCall } from "./contacts.ts";

export function LastCallText({ last: { text, at } }: { readonly last: LastCall }): ReactElement {
  const texts = useTexts();
  const settings = useSettings();
  // Of the date only the time of day is shown.
  const time = at ? `\u2068${clock(new Date(2000, 0, 1, at.hour, at.minute), settings)}\u2069` : "";
  return <>{fill(texts[text], time)}</>;
}
