import { useSyncExternalStore } from "react";

/** One readonly value with listeners: all the state management this page needs. */
export interface Store<T> {
  get(): T;
  /** Replaces the value; listeners hear of it only when it is another value. */
  set(next: T | ((value: T) => T)): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<T extends object>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      const wanted = typeof next === "function" ? next(value) : next;
      if (wanted === value) return;
      value = wanted;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Renders again only when what `select` answers is another value (Object.is), so select primitives or stable parts. */
export function useStore<T extends object, S>(store: Store<T>, select: (value: T) => S): S {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
