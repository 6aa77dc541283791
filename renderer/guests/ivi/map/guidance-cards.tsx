import type { ReactElement } from "react";
import { ahead } from "../../../kit/ahead.ts";
import { clock } from "../../../kit/clock.ts";
import { useSettings } from "../../../kit/page-settings.ts";
import { TurnIcon } from "../../../kit/turn-icon.tsx";
import { amount } from "../../../kit/units.ts";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { useTexts } from "../text/texts.ts";

const MINUTE_MS = 60_000;

/** The next turn: how far, and into which street. */
export function NextTurnCard(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const settings = useSettings();
  const kind = useStore(ivi.guidance, (value) => value.turn);
  const into = useStore(ivi.guidance, (value) => value.into);
  const way = useStore(ivi.guidance, (value) => ahead(value.toTurn, settings));
  return (
    <section className="map-card next-turn" data-testid="next-turn">
      <TurnIcon kind={kind} size={56} />
      <div>
        <b>{way}</b>
        <span>{kind === "arrive" ? texts.destination : <bdi>{into}</bdi>}</span>
      </div>
    </section>
  );
}

/** When the car arrives, and what is left until then. */
export function ArrivalCard(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const settings = useSettings();
  const now = useStore(ivi.time, (value) => value.now);
  const minutes = useStore(ivi.guidance, (value) => Math.max(1, Math.round(value.duration / MINUTE_MS)));
  const way = useStore(ivi.guidance, (value) => ahead(value.toDestination, settings));
  return (
    <section className="map-card arrival" data-testid="arrival">
      <b className="clock">{clock(new Date(now.getTime() + minutes * MINUTE_MS), settings)}</b>
      <span>
        {amount(String(minutes), texts.minutes, settings.language)} · {way}
      </span>
    </section>
  );
}
