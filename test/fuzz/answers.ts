import type { RingScope } from "../../main/backends/ring-scope.ts";
import { displReq, displResp } from "../../protocol/io/displif.ts";

const nothing = (): void => undefined;

/** Looks at a device's rings and counts what its backend answers and puts, as "kind status". */
export function countAnswers(scope: RingScope | undefined, answers: Map<string, number>): void {
  const count = (what: string): void => void answers.set(what, (answers.get(what) ?? 0) + 1);
  scope?.observe({
    opened: nothing,
    closed: nothing,
    took: nothing,
    put: ({ half }, end) => {
      if (half.kind === "page") return;
      if (half.kind !== "displ-requests") return count(half.kind);
      const response = half.ring.peek((end - 1) >>> 0);
      count(`${displReq.kindAt(response, 0) ?? "unknown"} ${displResp.decode(response, 0).status}`);
    },
    notified: nothing,
    upcalled: nothing,
  });
}
