/**
 * What is locked while the car moves (NHTSA's guidelines for driver distraction: nothing to type, no long lists, no long reading, no moving
 * pictures), as one table: an app that is added has to say here what becomes of it. Video there is none of. What is locked says so in words.
 */
import type { TextKey } from "../text/texts.ts";
import type { Place } from "./app-names.ts";
import type { DriverLock } from "./driver-lock.ts";

export interface Lock {
  /** When it is back while the car moves; `{}` stands for the pace. */
  readonly below: TextKey;
  /** When it is back where nobody knows the speed. */
  readonly standing: TextKey;
}

/** Few targets, few words, nothing to type. */
const FREE = "free";

export const placeLocks: Readonly<Record<Place, Lock | typeof FREE>> = {
  home: FREE,
  map: FREE,
  media: FREE,
  // In part: see below.
  phone: FREE,
  car: FREE,
  apps: FREE,
  trip: FREE,
  // One press a choice, no text.
  settings: FREE,
  signals: { below: "signalsBackBelow", standing: "backStanding" },
  domain: { below: "domainBackBelow", standing: "backStanding" },
  // A screenful of short lines.
  messages: FREE,
  // The keyboard.
  search: { below: "searchBackBelow", standing: "backStanding" },
  own: { below: "ownBackBelow", standing: "backStanding" },
};

/** What is a part of a place: the place stays, and in it this is locked. */
export const partLocks = {
  /** The dial pad. */
  keypad: { below: "phoneBackBelow", standing: "phoneBackStanding" },
  /** All contacts; the favourites stay. */
  contacts: { below: "phoneBackBelow", standing: "phoneBackStanding" },
} as const satisfies Readonly<Record<string, Lock>>;

/** What keeps a part of a place locked now. */
export function lockOfPart(part: keyof typeof partLocks, lock: DriverLock): Lock | undefined {
  return lock === "open" ? undefined : partLocks[part];
}

/** What keeps a place locked now; undefined when nothing does. */
export function lockOf(place: Place, lock: DriverLock): Lock | undefined {
  const row = placeLocks[place];
  return row === FREE || lock === "open" ? undefined : row;
}
