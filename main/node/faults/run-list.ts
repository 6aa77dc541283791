import type { RunMode, RunRecord } from "../../faults/record.ts";

/** One run to do: which of a scenario's, with which seed in place of its own. */
export interface RunWish {
  readonly path: string;
  /** Its place among the runs of the scenario with that seed. */
  readonly index: number;
  readonly seed: number;
  readonly name: string;
}

/** Does runs, one at a time; `close` when there are no more. */
export interface Runner {
  readonly mode: RunMode;
  run(wish: RunWish): Promise<RunRecord>;
  close(): Promise<void>;
}

/** Does all of `wishes`, each runner one at a time, and tells of each as it is done. Ends early, with what is done, when it is aborted. */
export async function doAll(
  wishes: readonly RunWish[],
  runners: readonly Runner[],
  { onDone, signal }: { readonly onDone: (record: RunRecord, wish: RunWish) => void; readonly signal: AbortSignal },
): Promise<void> {
  let next = 0;
  const aborted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  const work = async (runner: Runner): Promise<void> => {
    for (let wish = wishes[next++]; wish && !signal.aborted; wish = wishes[next++]) {
      const record = await Promise.race([runner.run(wish), aborted]);
      if (record) onDone(record, wish);
    }
  };
  await Promise.all(runners.map(work));
  await Promise.all(runners.map((runner) => runner.close()));
}
