import type { ReactElement } from "react";
import { bar, kilometres, oneDecimal, tripKilometres, whole } from "../../../kit/format.ts";
import { useSignal, useSignalAs } from "../../../kit/signals.ts";
import { gearName } from "./body-state.ts";
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
        {open.length === 0 ? "All doors closed" : open.length === 1 ? `${open[0]} open` : `${open.length} doors open`}
      </p>
    </section>
  );
}

function TyreNote({ tyre }: { readonly tyre: Tyre }): ReactElement {
  return (
    <div className={tyre.low ? "tyre low" : "tyre"}>
      <span>{tyre.wheel}</span>
      <b className="digits">{bar(tyre.pressure)}</b>
      <span>{tyre.low ? "bar · low" : "bar"}</span>
    </div>
  );
}

function Figures(): ReactElement {
  const speed = useSignalAs("Vehicle.Speed", (value) => whole(value === undefined ? undefined : Math.abs(value)));
  const gear = gearName(
    useSignal("Vehicle.Powertrain.Transmission.SelectedGear"),
    useSignal("Vehicle.Powertrain.Transmission.CurrentGear"),
  );
  const fuel = useSignal("Vehicle.Powertrain.FuelSystem.RelativeLevel");
  const fuelLow = useSignal("Vehicle.Powertrain.FuelSystem.IsFuelLevelLow") === 1;
  const range = useSignalAs("Vehicle.Powertrain.FuelSystem.Range", kilometres);
  const coolant = useSignalAs("Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature", whole);
  const voltage = useSignalAs("Vehicle.LowVoltageBattery.CurrentVoltage", oneDecimal);
  const odometer = useSignalAs("Vehicle.TraveledDistance", kilometres);
  const trip = useSignalAs("Vehicle.TripMeterReading", tripKilometres);
  return (
    <div className="figures">
      <Figure id="speed" name="Speed" value={speed} unit="km/h" />
      <Figure id="gear" name="Gear" value={gear} unit="" />
      <Figure id="fuel" name="Fuel" value={whole(fuel)} unit="%" warn={fuelLow} share={fuel === undefined ? 0 : fuel / 100} />
      <Figure id="range" name="Range" value={range} unit="km" />
      <Figure id="coolant" name="Coolant" value={coolant} unit="°C" />
      <Figure id="voltage" name="Battery" value={voltage} unit="V" />
      <Figure id="odometer" name="Odometer" value={odometer} unit="km" />
      <Figure id="trip" name="Trip" value={trip} unit="km" />
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
