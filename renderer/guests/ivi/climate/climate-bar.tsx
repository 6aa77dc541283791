import { mdiCarDefrostFront, mdiCarDefrostRear, mdiCarSeatHeater, mdiFan, mdiFanOff, mdiMinus, mdiPlus, mdiSnowflake } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { measuresFor } from "../../../kit/measures.ts";
import { useSettings } from "../../../kit/page-settings.ts";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { fill, type TextKey, useTexts } from "../text/texts.ts";
import {
  FAN_STEPS,
  fanBy,
  nextSeatHeat,
  type Seat,
  SEAT_STEPS,
  toggleCooling,
  toggleFrontDefrost,
  toggleRearDefrost,
  warmer,
} from "./climate.ts";

/** What each seat's controls are called. */
const names = {
  driver: { colder: "driverColder", warmer: "driverWarmer", heat: "driverSeatHeat" },
  passenger: { colder: "passengerColder", warmer: "passengerWarmer", heat: "passengerSeatHeat" },
} as const satisfies Readonly<Record<Seat, Readonly<Record<string, TextKey>>>>;

/** Always at the bottom, in every app. */
export function ClimateBar(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const climate = useStore(ivi.climate, (value) => value);
  return (
    <footer className="climate" aria-label={texts.climate}>
      <Temperature seat="driver" />
      <SeatHeat seat="driver" />
      <Toggle
        id="climate-front-defrost"
        label={texts.clearWindscreen}
        on={climate.frontDefrost}
        icon={mdiCarDefrostFront}
        press={toggleFrontDefrost}
      />
      <Fan />
      <Toggle
        id="climate-rear-defrost"
        label={texts.clearRearWindow}
        on={climate.rearDefrost}
        icon={mdiCarDefrostRear}
        press={toggleRearDefrost}
      />
      <Toggle
        id="climate-ac"
        label={texts.airConditioning}
        on={climate.cooling}
        icon={mdiSnowflake}
        text={texts.ac}
        press={toggleCooling}
      />
      <SeatHeat seat="passenger" />
      <Temperature seat="passenger" />
    </footer>
  );
}

function Temperature({ seat }: { readonly seat: Seat }): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const settings = useSettings();
  const degrees = useStore(ivi.climate, (value) => value[seat]);
  const by = (steps: number) => () => ivi.climate.set((climate) => warmer(climate, seat, steps, settings.temperature));
  return (
    <div className="climate-temp">
      <Press id={`climate-${seat}-minus`} className="round" label={texts[names[seat].colder]} onPress={by(-1)}>
        <Icon path={mdiMinus} />
      </Press>
      <b className="digits" data-testid={`climate-${seat}-temp`}>
        {measuresFor(settings).temperature(degrees)}°
      </b>
      <Press id={`climate-${seat}-plus`} className="round" label={texts[names[seat].warmer]} onPress={by(1)}>
        <Icon path={mdiPlus} />
      </Press>
    </div>
  );
}

function SeatHeat({ seat }: { readonly seat: Seat }): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const level = useStore(ivi.climate, (value) => (seat === "driver" ? value.driverSeat : value.passengerSeat));
  return (
    <Press
      id={`climate-${seat}-seat`}
      className={`climate-toggle warm ${level > 0 ? "on" : ""} ${seat}`}
      label={fill(texts[names[seat].heat], level, SEAT_STEPS)}
      onPress={() => ivi.climate.set((climate) => nextSeatHeat(climate, seat))}
    >
      <Icon path={mdiCarSeatHeater} size={40} />
      <Dots level={level} of={SEAT_STEPS} />
    </Press>
  );
}

function Dots({ level, of }: { readonly level: number; readonly of: number }): ReactElement {
  return (
    <span className="dots" aria-hidden>
      {Array.from({ length: of }, (_, n) => (
        <i key={n} className={n < level ? "lit" : ""} />
      ))}
    </span>
  );
}

function Fan(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const fan = useStore(ivi.climate, (value) => value.fan);
  const by = (steps: number) => () => ivi.climate.set((climate) => fanBy(climate, steps));
  return (
    <div className="climate-fan">
      <Press id="climate-fan-minus" className="round" label={texts.fanSlower} onPress={by(-1)}>
        <Icon path={mdiMinus} />
      </Press>
      <Icon path={fan > 0 ? mdiFan : mdiFanOff} size={36} />
      <span className="fan-bars" data-testid="climate-fan" data-level={fan}>
        {Array.from({ length: FAN_STEPS }, (_, n) => (
          <i key={n} className={n < fan ? `bar-${n} lit` : `bar-${n}`} />
        ))}
      </span>
      <Press id="climate-fan-plus" className="round" label={texts.fanFaster} onPress={by(1)}>
        <Icon path={mdiPlus} />
      </Press>
    </div>
  );
}

interface ToggleProps {
  readonly id: string;
  readonly label: string;
  readonly on: boolean;
  readonly icon: string;
  readonly text?: string;
  readonly press: typeof toggleCooling;
}

function Toggle({ id, label, on, icon, text, press }: ToggleProps): ReactElement {
  const ivi = useIvi();
  return (
    <Press
      id={id}
      className={on ? "climate-toggle on" : "climate-toggle"}
      label={label}
      pressed={on}
      onPress={() => ivi.climate.set(press)}
    >
      <Icon path={icon} size={text === undefined ? 42 : 32} />
      {text === undefined ? (
        <span className="dots" aria-hidden>
          <i className={on ? "lit wide" : "wide"} />
        </span>
      ) : (
        <span className="toggle-text">{text}</span>
      )}
    </Press>
  );
}
