import type { ReactElement } from "react";
import type { TurnKind } from "../../../protocol/bridge.ts";
import { ahead } from "../../kit/ahead.ts";
import { useSettings } from "../../kit/page-settings.ts";
import { useTold } from "../../kit/told.ts";
import { TurnIcon } from "../../kit/turn-icon.tsx";
import { amount } from "../../kit/units.ts";
import { useTexts, type TextKey } from "./text/texts.ts";

const names: Readonly<Record<TurnKind, TextKey>> = {
  left: "turnLeft",
  right: "turnRight",
  straight: "goStraight",
  arrive: "destination",
};

/** What the infotainment's guidance says comes next. Always there, seen or not, as the road below it is: see middle.css. */
export function TurnCard(): ReactElement {
  const turn = useTold("turn");
  const settings = useSettings();
  const texts = useTexts();
  return (
    <div className="turn-card" role="group" aria-label={turn && texts[names[turn.kind]]} aria-hidden={turn === undefined}>
      {turn ? (
        <>
          <TurnIcon kind={turn.kind} size={60} />
          <div>
            <b>{ahead(turn.metres, settings)}</b>
            <span>{turn.kind === "arrive" ? texts.destination : <bdi>{turn.into}</bdi>}</span>
          </div>
          {turn.arrival === undefined ? undefined : (
            <span className="until">{amount(String(turn.arrival), texts.minutes, settings.language)}</span>
          )}
        </>
      ) : undefined}
    </div>
  );
}
