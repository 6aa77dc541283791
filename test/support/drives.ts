import type { SignalValue } from "../../protocol/bridge.ts";
import type { VssPath } from "../../protocol/vss.ts";

export type Signals = Readonly<Partial<Record<VssPath, SignalValue>>>;

/** A healthy car in a car park, engine idling, in park. */
export const parked: Signals = {
  "Vehicle.Speed": 0,
  "Vehicle.Powertrain.CombustionEngine.Speed": 820,
  "Vehicle.Powertrain.CombustionEngine.IsRunning": 1,
  "Vehicle.Powertrain.CombustionEngine.EOP": 250,
  "Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature": 90,
  "Vehicle.Powertrain.FuelSystem.RelativeLevel": 63,
  "Vehicle.Powertrain.FuelSystem.Range": 412_000,
  "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow": 0,
  "Vehicle.Powertrain.Transmission.CurrentGear": 0,
  "Vehicle.Powertrain.Transmission.SelectedGear": 126,
  "Vehicle.Powertrain.Transmission.PerformanceMode": 0,
  "Vehicle.TraveledDistance": 48_213_400,
  "Vehicle.TripMeterReading": 126_440,
  "Vehicle.LowVoltageBattery.CurrentVoltage": 14.1,
  "Vehicle.Chassis.ParkingBrake.IsEngaged": 1,
  "Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted": 1,
  "Vehicle.Exterior.AirTemperature": 21.5,
  "Vehicle.Chassis.Axle.Row1.Wheel.Left.Brake.IsBrakesWorn": 0,
  "Vehicle.Chassis.Axle.Row1.Wheel.Right.Brake.IsBrakesWorn": 0,
  "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.IsPressureLow": 0,
  "Vehicle.Body.Lights.Beam.Low.IsDefect": 0,
  "Vehicle.Body.Lights.Brake.IsDefect": 0,
  "Vehicle.Diagnostics.DTCCount": 0,
  "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure": 242,
  "Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.Pressure": 240,
  "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.Pressure": 239,
  "Vehicle.Chassis.Axle.Row2.Wheel.Right.Tire.Pressure": 241,
};

/** The same car at 87 km/h in fourth. */
export const driving: Signals = {
  ...parked,
  "Vehicle.Speed": 87,
  "Vehicle.Powertrain.CombustionEngine.Speed": 2080,
  "Vehicle.Powertrain.Transmission.CurrentGear": 4,
  "Vehicle.Powertrain.Transmission.SelectedGear": 127,
  "Vehicle.Chassis.ParkingBrake.IsEngaged": 0,
};

/** The same car backing up, with something close behind its right corner. */
export const reversing: Signals = {
  ...parked,
  "Vehicle.Speed": -4,
  "Vehicle.Powertrain.Transmission.SelectedGear": -1,
  "Vehicle.Chassis.ParkingBrake.IsEngaged": 0,
  "Vehicle.ADAS.ObstacleDetection.Rear.Left.Distance": 1.5,
  "Vehicle.ADAS.ObstacleDetection.Rear.Center.Distance": 0.6,
  "Vehicle.ADAS.ObstacleDetection.Rear.Right.Distance": 0.3,
};
