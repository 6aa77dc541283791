/** Waiting on a node, as libxl's ev_devstate and xswait do: a watch, a look at each event, and an end to the patience. */
import type { Timers, Xenstore } from "../../protocol/ports.ts";

/** A node to wait for; `enough` judges its value, undefined when there is none. */
export interface WaitedNode {
  readonly path: string;
  readonly enough: (value: string | undefined) => boolean;
  readonly ms: number;
}

/** Resolves with whether it came to that in time. */
export function waitForNode(store: Xenstore, timers: Timers, { path, enough, ms }: WaitedNode): Promise<boolean> {
  return new Promise((resolve) => {
    let close = (): void => undefined;
    let finished = false;
    const finish = (inTime: boolean): void => {
      finished = true;
      timer.cancel();
      close();
      resolve(inTime);
    };
    const timer = timers.after(ms, () => finish(false));
    const look = (): void => {
      void store.read(path).then((value) => {
        if (!finished && enough(value.ok ? value.value : undefined)) finish(true);
      });
    };
    void store.watch(path, look).then((watch) => {
      if (!watch.ok) return finish(false);
      close = () => watch.value.close();
      // It may have been over before this watch was answered.
      if (finished) close();
    });
  });
}
