import type { Display } from "./dom0.ts";
import type { Log } from "./log/log.ts";

/** How long before and after a fault the other displays' frames are compared. */
export const INTERFERENCE_MS = 5000;

/** Says what the other domains' displays noticed of a fault: their frame intervals before and after it. To be called INTERFERENCE_MS after `at`. */
export function tellInterference(
  displays: readonly Display[],
  { kind, name, at }: { readonly kind: string; readonly name: string; readonly at: number },
  log: Log,
): void {
  for (const { config, connector } of displays) {
    if (config.domain === name) continue;
    const before = connector.stats.p99Between(at - INTERFERENCE_MS, at);
    const after = connector.stats.p99Between(at, at + INTERFERENCE_MS);
    if (before === undefined || after === undefined) continue;
    const figures = { p99BeforeMs: Number(before.toFixed(1)), p99AfterMs: Number(after.toFixed(1)) };
    log.info("interference", { fault: `${kind}:${name}`, display: config.name, ...figures });
  }
}
