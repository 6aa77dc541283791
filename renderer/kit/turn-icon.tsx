import type { ReactElement } from "react";
import type { TurnKind } from "../../protocol/bridge.ts";

/** The arrows of guidance as open strokes on a 48 px square; MDI's are too thin to be read at a glance. */
const strokes: Readonly<Record<TurnKind, string>> = {
  right: "M12 42V26a8 8 0 0 1 8-8H38M28 7l11 11-11 11",
  left: "M36 42V26a8 8 0 0 0-8-8H10M20 7L9 18l11 11",
  straight: "M24 43V8M12 19L24 7l12 12",
  arrive: "M14 43V7h22l-6 8.5 6 8.5H14",
};

export function TurnIcon({ kind, size }: { readonly kind: TurnKind; readonly size: number }): ReactElement {
  return (
    <svg className="turn-icon" width={size} height={size} viewBox="0 0 48 48" aria-hidden>
      <path d={strokes[kind]} fill="none" stroke="currentColor" strokeWidth={5.5} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
