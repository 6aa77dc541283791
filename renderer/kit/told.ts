import { useCallback, useSyncExternalStore } from "react";
import type { GuestApi, Told } from "../../protocol/bridge.ts";
import { guest } from "./guest.ts";

/** What this domain is told, with listeners by topic. */
export class ToldStore {
  readonly #listeners = new Map<keyof Told, Set<() => void>>();
  #told: Told = {};

  constructor(source: Pick<GuestApi, "onTold">) {
    source.onTold((changed) => this.#take(changed));
  }

  /** Undefined while it is not told. */
  get<Topic extends keyof Told>(topic: Topic): Told[Topic] {
    return this.#told[topic];
  }

  /** Calls back after a change of `topic`. Answers an unsubscribe. */
  listen(topic: keyof Told, changed: () => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(changed));
    return () => void listeners.delete(changed);
  }

  #take(changed: Told): void {
    this.#told = { ...this.#told, ...changed };
    for (const topic of Object.keys(changed) as (keyof Told)[]) for (const listener of [...(this.#listeners.get(topic) ?? [])]) listener();
  }
}

let page: ToldStore | undefined;

/** The page's own; made at its first use. */
function toldStore(): ToldStore {
  page ??= new ToldStore(guest());
  return page;
}

/** What is told of `topic`, rendering again when it changes. */
export function useTold<Topic extends keyof Told>(topic: Topic): Told[Topic] {
  const listen = useCallback((changed: () => void) => toldStore().listen(topic, changed), [topic]);
  return useSyncExternalStore(listen, () => toldStore().get(topic));
}
