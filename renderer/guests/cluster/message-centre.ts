/**
 * The message centre as a pure step. What is true now comes in as `active`; the driver's two keys and the time come in as events; which one
 * message is shown, and what the list shows, is read off the state.
 *
 * A message is shown until it is acknowledged or no longer true. A more important one takes its place at once, and it comes back after.
 * Acknowledged ones stay in the list for as long as they are true.
 */
import type { Level, Message } from "./messages.ts";

/** What the band does not show may be forgotten; what is in the list is still so. */
export interface Centre {
  /** All that is true, most important first. */
  readonly active: readonly Message[];
  /** Acknowledged, by `nameOf`, with the time since when it is no longer true; undefined while it still is. */
  readonly acknowledged: ReadonlyMap<string, number | undefined>;
  /** How long the information now in the band has been there, ms. Warnings do not age. */
  readonly shownMs: number;
  /** Present: the list is open at this page, and nobody has touched it for so long. */
  readonly list?: { readonly page: number; readonly idleMs: number };
}

export type CentreEvent =
  | { readonly kind: "active"; readonly messages: readonly Message[] }
  /** The wheel's OK. */
  | { readonly kind: "ok" }
  /** The wheel's list key. */
  | { readonly kind: "list" }
  | { readonly kind: "time"; readonly elapsed: number };

/** As many as are read at a glance; more are on a further page. */
export const LIST_ROWS = 4;
/** An information says its word and goes into the list by itself. */
export const INFO_MS = 8000;
/** The list gives the road back to a driver who does not look at it any more. */
export const LIST_MS = 10_000;
/** A message that comes back sooner than this after it was acknowledged is the same one: a pressure that hovers about its limit. */
export const SAME_MS = 10_000;

export const emptyCentre: Centre = { active: [], acknowledged: new Map(), shownMs: 0 };

/** The centre after `event`; the same object when nothing changed. */
export function step(centre: Centre, event: CentreEvent): Centre {
  switch (event.kind) {
    case "active":
      return withActive(centre, event.messages);
    case "ok":
      if (centre.list) return closed(centre);
      return acknowledge(centre);
    case "list":
      return turned(centre);
    case "time":
      return aged(centre, event.elapsed);
  }
}

/** The one message the band shows. */
export function shown(centre: Centre): Message | undefined {
  return centre.active.find((message) => !centre.acknowledged.has(nameOf(message)));
}

/** What is true, but not in the band: how many, and how bad the worst is. */
export function waiting(centre: Centre): { readonly count: number; readonly level: Level } | undefined {
  const band = shown(centre);
  const rest = centre.active.filter((message) => message !== band);
  const [worst] = rest;
  return worst && { count: rest.length, level: worst.level };
}

/** The list's rows, and where they are in all of it; undefined: the list is closed. */
export function listed(centre: Centre): { readonly rows: readonly Message[]; readonly page: number; readonly pages: number } | undefined {
  if (!centre.list) return undefined;
  const pages = pagesOf(centre);
  const page = Math.min(centre.list.page, pages - 1);
  return { rows: centre.active.slice(page * LIST_ROWS, (page + 1) * LIST_ROWS), page, pages };
}

/** An open door that becomes a danger is another message than the warning it was. */
function nameOf(message: Message): string {
  return `${message.id}/${message.level}`;
}

function pagesOf(centre: Centre): number {
  return Math.max(1, Math.ceil(centre.active.length / LIST_ROWS));
}

function withActive(centre: Centre, active: readonly Message[]): Centre {
  const names = new Set(active.map(nameOf));
  const acknowledged = new Map([...centre.acknowledged].map(([name, gone]) => [name, names.has(name) ? undefined : (gone ?? 0)]));
  return settle(centre, { ...centre, active, acknowledged });
}

function acknowledge(centre: Centre): Centre {
  const band = shown(centre);
  if (!band) return centre;
  return settle(centre, { ...centre, acknowledged: new Map(centre.acknowledged).set(nameOf(band), undefined) });
}

/** Opens the list, turns its page, and closes it after the last. */
function turned(centre: Centre): Centre {
  const page = centre.list ? Math.min(centre.list.page, pagesOf(centre) - 1) + 1 : 0;
  return page < pagesOf(centre) ? { ...centre, list: { page, idleMs: 0 } } : closed(centre);
}

function closed(centre: Centre): Centre {
  const { active, acknowledged, shownMs } = centre;
  return { active, acknowledged, shownMs };
}

function aged(centre: Centre, elapsed: number): Centre {
  let next = centre;
  if (next.list) {
    const idleMs = next.list.idleMs + elapsed;
    next = idleMs >= LIST_MS ? closed(next) : { ...next, list: { ...next.list, idleMs } };
  }
  if ([...next.acknowledged.values()].some((gone) => gone !== undefined)) next = { ...next, acknowledged: forgotten(next, elapsed) };
  if (shown(next)?.level !== "info") return next;
  next = { ...next, shownMs: next.shownMs + elapsed };
  return next.shownMs >= INFO_MS ? acknowledge(next) : next;
}

function forgotten({ acknowledged }: Centre, elapsed: number): Centre["acknowledged"] {
  const aging = [...acknowledged].map(([name, gone]) => [name, gone === undefined ? undefined : gone + elapsed] as const);
  return new Map(aging.filter(([, gone]) => gone === undefined || gone < SAME_MS));
}

/** Another message in the band than before begins its time anew. */
function settle(before: Centre, after: Centre): Centre {
  return shown(before)?.id === shown(after)?.id ? after : { ...after, shownMs: 0 };
}
