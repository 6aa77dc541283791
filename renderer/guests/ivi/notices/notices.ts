/** What the car and the phone have to tell, and what of it the driver has seen: all in memory, since a missed caller is nobody else's affair. */
import type { Door } from "../car/body-state.ts";

export type News =
  | { readonly kind: "missedCall"; readonly number: string }
  | { readonly kind: "fuelLow" }
  | { readonly kind: "doorOpen"; readonly door: Door }
  | { readonly kind: "track"; readonly title: string };

export type NewsKind = News["kind"];

/** Higher comes first. What is 0 is told and not listed. */
export const priorities: Readonly<Record<NewsKind, 0 | 1 | 2 | 3>> = { doorOpen: 3, fuelLow: 2, missedCall: 1, track: 0 };

export interface Notice {
  readonly id: number;
  readonly news: News;
  readonly at: Date;
}

export interface Notices {
  /** The most important first, of those the newest. */
  readonly list: readonly Notice[];
  /** What slides in for a while, and how long it stays. */
  readonly card: { readonly notice: Notice; readonly leftMs: number } | undefined;
  /** What was just dismissed, all at once, and how long that can be taken back. */
  readonly dismissed: { readonly list: readonly Notice[]; readonly leftMs: number } | undefined;
  readonly nextId: number;
}

/** Long enough for a glance when there is time for one. */
export const CARD_MS = 6000;
export const UNDO_MS = 10_000;
/** A screenful. */
export const LIST_MAX = 5;

export const noNotices: Notices = { list: [], card: undefined, dismissed: undefined, nextId: 1 };

const priorityOf = ({ news }: Notice): number => priorities[news.kind];

function sorted(list: readonly Notice[]): readonly Notice[] {
  return [...list].sort((a, b) => priorityOf(b) - priorityOf(a) || b.id - a.id).slice(0, LIST_MAX);
}

export const same = (a: News, b: News): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Tells of something; `quietly` only lists it. Said before, it is not said again. */
export function raise(notices: Notices, news: News, at: Date, quietly = false): Notices {
  if (notices.list.some((notice) => same(notice.news, news))) return notices;
  const notice: Notice = { id: notices.nextId, news, at };
  const listed = priorityOf(notice) > 0 ? sorted([...notices.list, notice]) : notices.list;
  // What matters more is not pushed away by what matters less.
  const interrupts = !quietly && (notices.card === undefined || priorityOf(notice) >= priorityOf(notices.card.notice));
  return { ...notices, list: listed, nextId: notice.id + 1, card: interrupts ? { notice, leftMs: CARD_MS } : notices.card };
}

/** It is no longer so. */
export function withdraw(notices: Notices, news: News): Notices {
  const gone = (notice: Notice): boolean => same(notice.news, news);
  const { list, card, dismissed } = notices;
  return {
    ...notices,
    list: list.filter((notice) => !gone(notice)),
    card: card && gone(card.notice) ? undefined : card,
    dismissed: dismissed && { ...dismissed, list: dismissed.list.filter((notice) => !gone(notice)) },
  };
}

export function dismiss(notices: Notices, id: number): Notices {
  const { list, card } = notices;
  return {
    ...notices,
    list: list.filter((notice) => notice.id !== id),
    card: card?.notice.id === id ? undefined : card,
  };
}

export function dismissAll(notices: Notices): Notices {
  if (notices.list.length === 0) return notices;
  return { ...notices, list: [], card: undefined, dismissed: { list: notices.list, leftMs: UNDO_MS } };
}

export function undoDismiss(notices: Notices): Notices {
  if (!notices.dismissed) return notices;
  return { ...notices, list: sorted([...notices.list, ...notices.dismissed.list]), dismissed: undefined };
}

/** The same `elapsed` milliseconds later; the same object when nothing runs out. */
export function stepNotices(notices: Notices, elapsed: number): Notices {
  const { card, dismissed } = notices;
  if (!card && !dismissed) return notices;
  const later = <T extends { readonly leftMs: number }>(timed: T | undefined): T | undefined =>
    timed && timed.leftMs > elapsed ? { ...timed, leftMs: timed.leftMs - elapsed } : undefined;
  return { ...notices, card: later(card), dismissed: later(dismissed) };
}
