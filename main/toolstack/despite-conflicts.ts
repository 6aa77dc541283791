import type { Xenstore, XenstoreOps } from "../../protocol/ports.ts";
import type { Result } from "../../protocol/result.ts";
import type { XsError } from "../../protocol/xs-wire.ts";

/**
 * Runs `body` in a transaction; where that is refused for conflicts however often it is tried, without one. For what may be seen half done, and
 * has to be done: nobody removes a dead domain's nodes another time.
 */
export async function despiteConflicts<T>(
  store: Xenstore,
  body: (tx: XenstoreOps) => Promise<Result<T, XsError>>,
): Promise<Result<T, XsError>> {
  const done = await store.transaction(body);
  return !done.ok && done.error === "EAGAIN" ? body(store) : done;
}
