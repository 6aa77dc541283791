import { useCallback, useSyncExternalStore } from "react";
import type { SignalValue } from "../../protocol/bridge.ts";
import type { VssPath } from "../../protocol/vss.ts";
import { guest } from "./guest.ts";
import { SignalStore } from "./signal-store.ts";

let page: SignalStore | undefined;

/** The page's one store; made at its first use. */
export function signals(): SignalStore {
  page ??= new SignalStore(guest());
  return page;
}

/** The value now, for the frame loop. Booleans are 0 and 1; undefined is no value or a stale one. */
export function signal(path: VssPath): SignalValue {
  return signals().get(path);
}

/** The value, rendering again when it changes. */
export function useSignal(path: VssPath): SignalValue {
  return useSignalAs(path, unchanged);
}

/**
 * What `view` makes of the value, rendering again only when that changes: a component that shows whole kilometres is not rendered for
 * each metre. `view` must answer a primitive.
 */
export function useSignalAs<T extends string | number | boolean | undefined>(path: VssPath, view: (value: SignalValue) => T): T {
  const listen = useCallback((changed: () => void) => signals().listen(path, changed), [path]);
  return useSyncExternalStore(listen, () => view(signal(path)));
}

function unchanged(value: SignalValue): SignalValue {
  return value;
}
