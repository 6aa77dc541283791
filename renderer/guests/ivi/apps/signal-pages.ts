import type { VssPath } from "../../../../protocol/vss.ts";

/** One screenful of signals; `title` is the branch that their paths share. */
export interface SignalPage {
  readonly title: string;
  readonly paths: readonly VssPath[];
}

// Typed here, not taken from protocol/vss.ts: a page may take types from there, but no code.
export const signalPages: readonly SignalPage[] = [
  {
    title: "Vehicle",
    paths: [
      "Vehicle.Speed",
      "Vehicle.TraveledDistance",
      "Vehicle.TripMeterReading",
      "Vehicle.LowVoltageSystemState",
      "Vehicle.LowVoltageBattery.CurrentVoltage",
      "Vehicle.Exterior.AirTemperature",
      "Vehicle.CurrentLocation.Latitude",
      "Vehicle.CurrentLocation.Longitude",
      "Vehicle.CurrentLocation.Heading",
    ],
  },
  {
    title: "Vehicle.Powertrain",
    paths: [
      "Vehicle.Powertrain.CombustionEngine.Speed",
      "Vehicle.Powertrain.CombustionEngine.IsRunning",
      "Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature",
      "Vehicle.Powertrain.CombustionEngine.EOP",
      "Vehicle.Powertrain.CombustionEngine.EngineOil.Level",
      "Vehicle.Powertrain.FuelSystem.RelativeLevel",
      "Vehicle.Powertrain.FuelSystem.Range",
      "Vehicle.Powertrain.Transmission.CurrentGear",
      "Vehicle.Powertrain.Transmission.SelectedGear",
    ],
  },
  {
    title: "Vehicle.Chassis",
    paths: [
      "Vehicle.Chassis.ParkingBrake.IsEngaged",
      "Vehicle.Chassis.SteeringWheel.Angle",
      "Vehicle.Chassis.Accelerator.PedalPosition",
      "Vehicle.Chassis.Brake.PedalPosition",
      "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure",
      "Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.Pressure",
      "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.Pressure",
      "Vehicle.Chassis.Axle.Row2.Wheel.Right.Tire.Pressure",
      "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.IsPressureLow",
    ],
  },
  {
    title: "Vehicle.Body",
    paths: [
      "Vehicle.Body.Lights.DirectionIndicator.Left.IsSignaling",
      "Vehicle.Body.Lights.DirectionIndicator.Right.IsSignaling",
      "Vehicle.Body.Lights.Hazard.IsSignaling",
      "Vehicle.Body.Lights.Beam.Low.IsOn",
      "Vehicle.Body.Lights.Beam.High.IsOn",
      "Vehicle.Body.Lights.Fog.Rear.IsOn",
      "Vehicle.Body.Lights.Brake.IsActive",
      "Vehicle.Body.Trunk.Rear.IsOpen",
    ],
  },
  {
    title: "Vehicle.ADAS",
    paths: [
      "Vehicle.ADAS.ABS.IsError",
      "Vehicle.ADAS.ESC.IsEngaged",
      "Vehicle.ADAS.ESC.IsError",
      "Vehicle.ADAS.CruiseControl.IsActive",
      "Vehicle.ADAS.CruiseControl.SpeedSet",
      "Vehicle.ADAS.ObstacleDetection.Rear.Left.Distance",
      "Vehicle.ADAS.ObstacleDetection.Rear.Center.Distance",
      "Vehicle.ADAS.ObstacleDetection.Rear.Right.Distance",
    ],
  },
  {
    title: "Vehicle.Cabin",
    paths: [
      "Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted",
      "Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsDeployed",
      "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen",
      "Vehicle.Cabin.Door.Row1.PassengerSide.IsOpen",
      "Vehicle.Cabin.Door.Row2.DriverSide.IsOpen",
      "Vehicle.Cabin.Door.Row2.PassengerSide.IsOpen",
    ],
  },
];
