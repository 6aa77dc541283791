import { mdiCoolantTemperature, mdiGasStation, mdiSnowflake } from "@mdi/js";
import { useEffect, useState, type ReactElement } from "react";
import { clock } from "../../kit/clock.ts";
import { frames } from "../../kit/frame.ts";
import { Icon } from "../../kit/icon.tsx";
import { measuresFor } from "../../kit/measures.ts";
import { useSettings } from "../../kit/page-settings.ts";
import { useSignalAs } from "../../kit/signals.ts";
import { unitKeys } from "../../kit/units.ts";
import { COOLANT_MAX } from "../../kit/vehicle-limits.ts";
import { ICE } from "./messages.ts";
import { useTexts } from "./text/texts.ts";

/** Celsius at the bar's two ends: below, the engine is cold; above, too hot. */
const COOLANT_FROM = 40;
const COOLANT_TO = 130;
const MINUTE_MS = 60_000;

/** Top centre, between the indicators: the time of day and the air outside. */
export function TopFacts(): ReactElement {
  const settings = useSettings();
  const texts = useTexts();
  const outside = useSignalAs("Vehicle.Exterior.AirTemperature", measuresFor(settings).temperature);
  const icy = useSignalAs("Vehicle.Exterior.AirTemperature", (value) => value !== undefined && value <= ICE);
  return (
    <div className="facts top">
      <span className="clock time">{clock(useMinute(), settings)}</span>
      <i />
      <span className="digits">{outside}</span>
      <small>{texts[unitKeys(settings).temperature]}</small>
      {icy ? <Icon path={mdiSnowflake} size={26} colour="var(--info)" label={texts.icePossible} /> : undefined}
    </div>
  );
}

/** At the bottom where a line begins (left, or right in Arabic): how far the car has come. */
export function DistanceFacts(): ReactElement {
  const settings = useSettings();
  const texts = useTexts();
  const odometer = useSignalAs("Vehicle.TraveledDistance", measuresFor(settings).odometer);
  const trip = useSignalAs("Vehicle.TripMeterReading", measuresFor(settings).trip);
  const unit = texts[unitKeys(settings).distance];
  return (
    <div className="facts bottom-start">
      <span className="digits">{odometer}</span>
      <small>{unit}</small>
      <i />
      <small>{texts.trip}</small>
      <span className="digits">{trip}</span>
      <small>{unit}</small>
    </div>
  );
}

/** At the bottom where a line ends: the engine's warmth, and how far the fuel goes. */
export function SupplyFacts(): ReactElement {
  const settings = useSettings();
  const texts = useTexts();
  const warmth = useSignalAs("Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature", (value) =>
    value === undefined ? undefined : Math.round(share(value, COOLANT_FROM, COOLANT_TO) * 50) / 50,
  );
  const hot = useSignalAs(
    "Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature",
    (value) => value !== undefined && value > COOLANT_MAX,
  );
  const fuel = useSignalAs("Vehicle.Powertrain.FuelSystem.RelativeLevel", (value) =>
    value === undefined ? undefined : share(value, 0, 100),
  );
  const low = useSignalAs("Vehicle.Powertrain.FuelSystem.IsFuelLevelLow", (value) => value === 1);
  const range = useSignalAs("Vehicle.Powertrain.FuelSystem.Range", measuresFor(settings).odometer);
  return (
    <div className="facts bottom-end">
      <Icon path={mdiCoolantTemperature} size={30} colour={hot ? "var(--danger)" : "currentColor"} label={texts.coolant} />
      <Bar filled={warmth} kind={hot ? "danger" : "plain"} width={84} />
      <i />
      <Icon path={mdiGasStation} size={30} colour={low ? "var(--warn)" : "currentColor"} label={texts.fuel} />
      <Bar filled={fuel} kind={low ? "warn" : "accent"} width={144} />
      <span className="digits range">{range}</span>
      <small>{texts[unitKeys(settings).distance]}</small>
    </div>
  );
}

function Bar(props: { filled: number | undefined; kind: string; width: number }): ReactElement {
  const { filled = 0, kind, width } = props;
  return (
    <svg className={`bar ${kind}`} width={width} height={12} aria-hidden>
      <rect className="bar-track" width={width} height={12} rx={6} />
      {filled > 0 ? <rect className="bar-fill" width={Math.max(12, width * filled)} height={12} rx={6} /> : undefined}
    </svg>
  );
}

function share(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** The minute of the day, looked up when the display takes a frame: a page whose frames stop has a clock that stops too. */
function useMinute(): Date {
  const [shown, setShown] = useState(() => new Date());
  useEffect(() => {
    let minute = Math.floor(Date.now() / MINUTE_MS);
    return frames().add(() => {
      const now = Date.now();
      if (Math.floor(now / MINUTE_MS) === minute) return;
      minute = Math.floor(now / MINUTE_MS);
      setShown(new Date(now));
    });
  }, []);
  return shown;
}
