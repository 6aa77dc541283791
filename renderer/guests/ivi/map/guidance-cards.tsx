import type { ReactElement } from "react";
import { ahead, clock } from "../../../kit/format.ts";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { TurnIcon } from "./turn-icon.tsx";

const MINUTE_MS = 60_000;

/** The next turn: how far, and into which street. */
export function NextTurnCard(): ReactElement {
  const ivi = useIvi();
  const kind = useStore(ivi.guidance, (value) => value.turn);
  const into = useStore(ivi.guidance, (value) => value.into);
  // Rounded to tens near the turn: single metres run too fast to be read.
  const metres = useStore(ivi.guidance, (value) => ahead(value.toTurn < 100 ? Math.round(value.toTurn / 10) * 10 : value.toTurn));
  return (
    <section className="map-card next-turn" data-testid="next-turn">
      <TurnIcon kind={kind} size={56} />
      <div>
        <b>{metres}</b>
        <span>{kind === "arrive" ? "Destination" : into}</span>
      </div>
    </section>
  );
}

/** When the car arrives, and what is left until then. */
export function ArrivalCard(): ReactElement {
  const ivi = useIvi();
  const now = useStore(ivi.time, (value) => value.now);
  const minutes = useStore(ivi.guidance, (value) => Math.max(1, Math.round(value.duration / MINUTE_MS)));
  const way = useStore(ivi.guidance, (value) => ahead(value.toDestination));
  return (
    <section className="map-card arrival" data-testid="arrival">
      <b className="digits">{clock(new Date(now.getTime() + minutes * MINUTE_MS))}</b>
      <span>
        {minutes} min · {way}
      </span>
    </section>
  );
}
