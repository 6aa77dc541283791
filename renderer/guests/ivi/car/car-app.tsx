import type { ReactElement } from "react";
import { measuresFor } from "../../../kit/measures.ts";
import { useSettings } from "../../../kit/page-settings.ts";
import { useSignal, useSignalAs } from "../../../kit/signals.ts";
import { unitKeys } from "../../../kit/units.ts";
import { fill, type Texts, useTexts } from "../text/texts.ts";
import { type Door, gearName } from "./body-state.ts";
import { CarDrawing } from "./car-drawing.tsx";
import { type Tyre, useOpenDoors, useTyres } from "./use-body.ts";

export function CarApp(): ReactElement {
  return (
    <div className="car-app">
      <Body />
      <Figures />
    </div>
  );
}

function Body(): ReactElement {
  const texts = useTexts();
  const tyres = useTyres();
  const open = useOpenDoors();
  const soft = tyres.filter((tyre) => tyre.low).map((tyre) => tyre.wheel);
  return (
    <section className="card car-body">
      <div className="car-tyres">
        <TyreNote tyre={tyres[0]!} />
        <TyreNote tyre={tyres[2]!} />
      </div>
      <CarDrawing open={open} soft={soft} />
      <div className="car-tyres right">
        <TyreNote tyre={tyres[1]!} />
        <TyreNote tyre={tyres[3]!} />
      </div>
      <p className={open.length > 0 ? "car-doors danger" : "car-doors"} data-testid="car-doors">
        {doorsText(open, texts)}
      </p>
    </section>
  );
}

function doorsText(open: readonly Door[], texts: Texts): string {
  const [first, second] = open;
  if (first === undefined) return texts.allClosed;
  return second === undefined ? fill(texts.isOpen, texts[first]) : fill(texts.doorsOpen, open.length);
}

function TyreNote({ tyre }: { readonly tyre: Tyre }): ReactElement {
  const texts = useTexts();
  const settings = useSettings();
  const unit = texts[unitKeys(settings).pressure];
  return (
    <div className={tyre.low ? "tyre low" : "tyre"}>
      <span>{texts[tyre.wheel]}</span>
      <b className="digits">{measuresFor(settings).pressure(tyre.pressure)}</b>
      <span>{tyre.low ? `${unit} · ${texts.low}` : unit}</span>
    </div>
  );
}

function Figures(): ReactElement {
  const texts = useTexts();
  const settings = useSettings();
  const { whole, oneDecimal, ...measures } = measuresFor(settings);
  const keys = unitKeys(settings);
  const distance = texts[keys.distance];
  const speed = useSignalAs("Vehicle.Speed", (value) => whole(measures.speed(value === undefined ? undefined : Math.abs(value))));
  const gear = gearName(
    useSignal("Vehicle.Powertrain.Transmission.SelectedGear"),
    useSignal("Vehicle.Powertrain.Transmission.CurrentGear"),
  );
  const fuel = useSignal("Vehicle.Powertrain.FuelSystem.RelativeLevel");
  const fuelLow = useSignal("Vehicle.Powertrain.FuelSystem.IsFuelLevelLow") === 1;
  const range = useSignalAs("Vehicle.Powertrain.FuelSystem.Range", measures.odometer);
  const coolant = useSignalAs("Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature", measures.temperature);
  const voltage = useSignalAs("Vehicle.LowVoltageBattery.CurrentVoltage", oneDecimal);
  const odometer = useSignalAs("Vehicle.TraveledDistance", measures.odometer);
  const trip = useSignalAs("Vehicle.TripMeterReading", measures.trip);
  return (
    <div className="figures">
      <Figure id="speed" name={texts.speed} value={speed} unit={texts[keys.speed]} />
      <Figure id="gear" name={texts.gear} value={gear} unit="" />
      <Figure
        id="fuel"
        name={texts.fuel}
        value={whole(fuel)}
        unit={texts.percent}
        warn={fuelLow}
        share={fuel === undefined ? 0 : fuel / 100}
      />
      <Figure id="range" name={texts.range} value={range} unit={distance} />
      <Figure id="coolant" name={texts.coolant} value={coolant} unit={texts[keys.temperature]} />
      <Figure id="voltage" name={texts.battery} value={voltage} unit={texts.volts} />
      <Figure id="odometer" name={texts.odometer} value={odometer} unit={distance} />
      <Figure id="trip" name={texts.trip} value={trip} unit={distance} />
    </div>
  );
}

interface FigureProps {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  readonly warn?: boolean;
  /** 0 to 1, where a bar says more than digits. */
  readonly share?: number;
}

function Figure({ id, name, value, unit, warn, share }: FigureProps): ReactElement {
  return (
    <section className={warn === true ? "card figure warn" : "card figure"}>
      <span>{name}</span>
      <p>
        <b className="digits" data-testid={`car-${id}`}>
          {value}
        </b>{" "}
        {unit}
      </p>
      {share !== undefined && (
        <div className="figure-bar">
          <i style={{ width: `${Math.round(share * 100)}%` }} />
        </div>
      )}
    </section>
  );
}
