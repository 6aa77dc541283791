import type { SignalValue } from "../../../../protocol/bridge.ts";
import { useSignal } from "../../../kit/signals.ts";
import { type Door, doorPaths, doors, tyreIsLow, tyrePaths, type Wheel, wheels } from "./body-state.ts";

export interface Tyre {
  readonly wheel: Wheel;
  /** Kilopascals. */
  readonly pressure: SignalValue;
  readonly low: boolean;
}

/** The four tyres, front left first. */
export function useTyres(): readonly Tyre[] {
  const pressures: Record<Wheel, SignalValue> = {
    "Front left": useSignal(tyrePaths["Front left"]),
    "Front right": useSignal(tyrePaths["Front right"]),
    "Rear left": useSignal(tyrePaths["Rear left"]),
    "Rear right": useSignal(tyrePaths["Rear right"]),
  };
  // The car's own word counts where it has one: its warning may be set before our threshold is reached.
  const rearLeftLow = useSignal("Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.IsPressureLow") === 1;
  return wheels.map((wheel) => {
    const pressure = pressures[wheel];
    return { wheel, pressure, low: tyreIsLow(pressure) || (wheel === "Rear left" && rearLeftLow) };
  });
}

/** The doors that stand open, the driver's first. */
export function useOpenDoors(): readonly Door[] {
  const open: Record<Door, SignalValue> = {
    "Driver door": useSignal(doorPaths["Driver door"]),
    "Passenger door": useSignal(doorPaths["Passenger door"]),
    "Rear left door": useSignal(doorPaths["Rear left door"]),
    "Rear right door": useSignal(doorPaths["Rear right door"]),
    Tailgate: useSignal(doorPaths["Tailgate"]),
  };
  return doors.filter((door) => open[door] === 1);
}
