import { mdiLockOutline } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { useSettings } from "../../../kit/page-settings.ts";
import { type DriverLock, WALKING_PACE } from "../state/driver-lock.ts";
import { paceText } from "../text/pace.ts";
import { fill, useTexts } from "../text/texts.ts";

export interface LockedProps {
  readonly id: string;
  readonly lock: DriverLock;
  /** When it is back while the car moves; `{}` stands for the pace. */
  readonly below: string;
  /** When it is back where nobody knows the speed. */
  readonly standing?: string;
  /** Whether a part of the place is locked, and not all of it. */
  readonly part?: boolean;
}

/** What stands in the place of what is locked: that it is, and when it is back. */
export function Locked({ id, lock, below, standing, part }: LockedProps): ReactElement {
  const texts = useTexts();
  const settings = useSettings();
  const moving = lock === "moving";
  return (
    <section className={part === true ? "card locked" : "card locked alone"} data-testid={id}>
      <i className="locked-icon">
        <Icon path={mdiLockOutline} size={64} />
      </i>
      <h2>{moving ? texts.lockedDriving : texts.lockedNoSpeed}</h2>
      <p>{moving ? fill(below, paceText(WALKING_PACE, settings)) : (standing ?? texts.backStanding)}</p>
    </section>
  );
}
