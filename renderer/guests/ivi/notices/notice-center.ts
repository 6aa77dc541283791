import type { Player } from "../media/player.ts";
import { contacts } from "../phone/contacts.ts";
import { createStore, type Store } from "../state/store.ts";
import { endedNews, type Facts, standingNews, trackNews } from "./news-sources.ts";
import { type News, noNotices, type Notices, raise, same, stepNotices, withdraw } from "./notices.ts";

/** Tells each thing once, for as long as it is so. */
export class NoticeCenter {
  readonly store: Store<Notices> = createStore(noNotices);
  readonly #now: () => Date;
  /** What is so and was told, dismissed or not: what is dismissed must not come back by itself. */
  #told: readonly News[] = [];
  #player: Player | undefined;

  constructor(now: () => Date) {
    this.#now = now;
    // What came while the page was not there is listed, and does not slide in.
    for (const { number, missed, last } of contacts) {
      if (missed) this.store.set((notices) => raise(notices, { kind: "missedCall", number }, todayAt(now(), last.at), true));
    }
  }

  /** Looks at what has become of the car `elapsed` milliseconds later. */
  step(facts: Facts, elapsed: number): void {
    let notices = stepNotices(this.store.get(), elapsed);
    for (const news of endedNews(this.#told, facts)) {
      this.#told = this.#told.filter((one) => !same(one, news));
      notices = withdraw(notices, news);
    }
    for (const news of standingNews(facts)) {
      if (this.#told.some((one) => same(one, news))) continue;
      this.#told = [...this.#told, news];
      notices = raise(notices, news, this.#now());
    }
    const track = this.#player && trackNews(this.#player, facts.player);
    if (track) notices = raise(notices, track, this.#now());
    this.#player = facts.player;
    this.store.set(notices);
  }
}

function todayAt(now: Date, time: { readonly hour: number; readonly minute: number } | undefined): Date {
  return time ? new Date(now.getFullYear(), now.getMonth(), now.getDate(), time.hour, time.minute) : now;
}
