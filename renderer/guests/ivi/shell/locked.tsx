import { mdiLockOutline } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { useSettings } from "../../../kit/page-settings.ts";
import { WALKING_PACE } from "../state/driver-lock.ts";
import { useIvi } from "../state/ivi.ts";
import type { Lock } from "../state/lock-table.ts";
import { useStore } from "../state/store.ts";
import { paceText } from "../text/pace.ts";
import { fill, useTexts } from "../text/texts.ts";

export interface LockedProps {
  readonly id: string;
  readonly by: Lock;
  /** Whether a part of the place is locked, and not all of it. */
  readonly part?: boolean;
}

/** What stands in the place of what is locked: that it is, and when it is back. */
export function Locked({ id, by, part }: LockedProps): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const settings = useSettings();
  const moving = useStore(ivi.lock, (value) => value.lock === "moving");
  return (
    <section className={part === true ? "card locked" : "card locked alone"} data-testid={id}>
      <i className="locked-icon">
        <Icon path={mdiLockOutline} size={64} />
      </i>
      <h2>{moving ? texts.lockedDriving : texts.lockedNoSpeed}</h2>
      <p>{moving ? fill(texts[by.below], paceText(WALKING_PACE, settings)) : texts[by.standing]}</p>
    </section>
  );
}
