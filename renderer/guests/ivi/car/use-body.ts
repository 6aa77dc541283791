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
    tyreFrontLeft: useSignal(tyrePaths.tyreFrontLeft),
    tyreFrontRight: useSignal(tyrePaths.tyreFrontRight),
    tyreRearLeft: useSignal(tyrePaths.tyreRearLeft),
    tyreRearRight: useSignal(tyrePaths.tyreRearRight),
  };
  // The car's own word counts where it has one: its warning may be set before our threshold is reached.
  const rearLeftLow = useSignal("Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.IsPressureLow") === 1;
  return wheels.map((wheel) => {
    const pressure = pressures[wheel];
    return { wheel, pressure, low: tyreIsLow(pressure) || (wheel === "tyreRearLeft" && rearLeftLow) };
  });
}

/** The doors that stand open, the driver's first. */
export function useOpenDoors(): readonly Door[] {
  const open: Record<Door, SignalValue> = {
    doorDriver: useSignal(doorPaths.doorDriver),
    doorPassenger: useSignal(doorPaths.doorPassenger),
    doorRearLeft: useSignal(doorPaths.doorRearLeft),
    doorRearRight: useSignal(doorPaths.doorRearRight),
    tailgate: useSignal(doorPaths.tailgate),
  };
  return doors.filter((door) => open[door] === 1);
}
