/**
 * The vehicle signals that the cockpit knows, by their VSS 6.0 paths (COVESA Vehicle Signal Specification), and their slots.
 *
 * Names, units and ranges are the specification's; the table is ours. A signal's slot on the vss page (io/vssif.ts) is its place
 * in this list, so a new signal goes to the end. Booleans travel as 0 and 1, enumerations as the index in `allowed`.
 */

export interface VssSignal {
  readonly path: string;
  readonly datatype: "boolean" | "int8" | "uint8" | "int16" | "uint16" | "uint32" | "float" | "double" | "string";
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  readonly allowed?: readonly string[];
}

// prettier-ignore
export const vssSignals = [
  { path: "Vehicle.Speed", datatype: "float", unit: "km/h", min: -250, max: 400 },
  { path: "Vehicle.Powertrain.CombustionEngine.Speed", datatype: "float", unit: "rpm", min: 0, max: 12000 },
  { path: "Vehicle.Powertrain.CombustionEngine.IsRunning", datatype: "boolean" },
  { path: "Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature", datatype: "float", unit: "Celsius", min: -60, max: 215 },
  { path: "Vehicle.Powertrain.CombustionEngine.EOP", datatype: "uint16", unit: "kPa" },
  { path: "Vehicle.Powertrain.CombustionEngine.EngineOil.Level", datatype: "string", allowed: ["CRITICALLY_LOW", "LOW", "NORMAL", "HIGH", "CRITICALLY_HIGH"] },
  { path: "Vehicle.Powertrain.FuelSystem.RelativeLevel", datatype: "uint8", unit: "percent", min: 0, max: 100 },
  { path: "Vehicle.Powertrain.FuelSystem.Range", datatype: "uint32", unit: "m" },
  { path: "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow", datatype: "boolean" },
  { path: "Vehicle.Powertrain.Transmission.CurrentGear", datatype: "int8" },
  { path: "Vehicle.Powertrain.Transmission.SelectedGear", datatype: "int8" },
  { path: "Vehicle.Powertrain.Transmission.PerformanceMode", datatype: "string", allowed: ["NORMAL", "SPORT", "ECONOMY", "SNOW", "RAIN"] },
  { path: "Vehicle.TraveledDistance", datatype: "uint32", unit: "m" },
  { path: "Vehicle.TripMeterReading", datatype: "uint32", unit: "m" },
  { path: "Vehicle.LowVoltageSystemState", datatype: "string", allowed: ["UNDEFINED", "LOCK", "OFF", "ACC", "ON", "START"] },
  { path: "Vehicle.LowVoltageBattery.CurrentVoltage", datatype: "float", unit: "V" },
  { path: "Vehicle.Chassis.ParkingBrake.IsEngaged", datatype: "boolean" },
  { path: "Vehicle.Chassis.SteeringWheel.Angle", datatype: "int16", unit: "degrees" },
  { path: "Vehicle.Chassis.Accelerator.PedalPosition", datatype: "uint8", unit: "percent", min: 0, max: 100 },
  { path: "Vehicle.Chassis.Brake.PedalPosition", datatype: "uint8", unit: "percent", min: 0, max: 100 },
  { path: "Vehicle.Chassis.Axle.Row1.Wheel.Left.Brake.IsFluidLevelLow", datatype: "boolean" },
  { path: "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure", datatype: "uint16", unit: "kPa" },
  { path: "Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.Pressure", datatype: "uint16", unit: "kPa" },
  { path: "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.Pressure", datatype: "uint16", unit: "kPa" },
  { path: "Vehicle.Chassis.Axle.Row2.Wheel.Right.Tire.Pressure", datatype: "uint16", unit: "kPa" },
  { path: "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.IsPressureLow", datatype: "boolean" },
  { path: "Vehicle.Body.Lights.DirectionIndicator.Left.IsSignaling", datatype: "boolean" },
  { path: "Vehicle.Body.Lights.DirectionIndicator.Right.IsSignaling", datatype: "boolean" },
  { path: "Vehicle.Body.Lights.Hazard.IsSignaling", datatype: "boolean" },
  { path: "Vehicle.Body.Lights.Beam.Low.IsOn", datatype: "boolean" },
  { path: "Vehicle.Body.Lights.Beam.High.IsOn", datatype: "boolean" },
  { path: "Vehicle.Body.Lights.Fog.Rear.IsOn", datatype: "boolean" },
  { path: "Vehicle.Body.Lights.Brake.IsActive", datatype: "string", allowed: ["INACTIVE", "ACTIVE", "ADAPTIVE"] },
  { path: "Vehicle.Body.Trunk.Rear.IsOpen", datatype: "boolean" },
  { path: "Vehicle.ADAS.ABS.IsError", datatype: "boolean" },
  { path: "Vehicle.ADAS.ESC.IsEngaged", datatype: "boolean" },
  { path: "Vehicle.ADAS.ESC.IsError", datatype: "boolean" },
  { path: "Vehicle.ADAS.CruiseControl.IsActive", datatype: "boolean" },
  { path: "Vehicle.ADAS.CruiseControl.SpeedSet", datatype: "float", unit: "km/h" },
  { path: "Vehicle.ADAS.ObstacleDetection.Rear.Left.Distance", datatype: "float", unit: "m", min: 0 },
  { path: "Vehicle.ADAS.ObstacleDetection.Rear.Center.Distance", datatype: "float", unit: "m", min: 0 },
  { path: "Vehicle.ADAS.ObstacleDetection.Rear.Right.Distance", datatype: "float", unit: "m", min: 0 },
  { path: "Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted", datatype: "boolean" },
  { path: "Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsDeployed", datatype: "boolean" },
  { path: "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen", datatype: "boolean" },
  { path: "Vehicle.Cabin.Door.Row1.PassengerSide.IsOpen", datatype: "boolean" },
  { path: "Vehicle.Cabin.Door.Row2.DriverSide.IsOpen", datatype: "boolean" },
  { path: "Vehicle.Cabin.Door.Row2.PassengerSide.IsOpen", datatype: "boolean" },
  { path: "Vehicle.Exterior.AirTemperature", datatype: "float", unit: "Celsius" },
  { path: "Vehicle.CurrentLocation.Latitude", datatype: "double", unit: "degrees", min: -90, max: 90 },
  { path: "Vehicle.CurrentLocation.Longitude", datatype: "double", unit: "degrees", min: -180, max: 180 },
  { path: "Vehicle.CurrentLocation.Heading", datatype: "double", unit: "degrees", min: 0, max: 360 },
  // The specification lets CurrentLanguage be any ISO 639-1 code. A slot carries a number and no text, so here the languages that the
  // cockpit speaks are its enumeration; each is spelt as the specification asks.
  { path: "Vehicle.Cabin.Infotainment.HMI.CurrentLanguage", datatype: "string", allowed: ["en", "de", "zh", "ar"] },
  { path: "Vehicle.Cabin.Infotainment.HMI.DistanceUnit", datatype: "string", allowed: ["MILES", "KILOMETERS"] },
  { path: "Vehicle.Cabin.Infotainment.HMI.TemperatureUnit", datatype: "string", allowed: ["C", "F"] },
  { path: "Vehicle.Cabin.Infotainment.HMI.TirePressureUnit", datatype: "string", allowed: ["PSI", "KPA", "BAR"] },
  { path: "Vehicle.Cabin.Infotainment.HMI.DayNightMode", datatype: "string", allowed: ["DAY", "NIGHT"] },
  { path: "Vehicle.Exterior.LightIntensity", datatype: "float", unit: "percent", min: 0, max: 100 },
  { path: "Vehicle.ADAS.CruiseControl.IsEnabled", datatype: "boolean" },
  { path: "Vehicle.ADAS.EBD.IsError", datatype: "boolean" },
  { path: "Vehicle.ADAS.LaneDepartureDetection.IsWarning", datatype: "boolean" },
  { path: "Vehicle.Body.Lights.Beam.Low.IsDefect", datatype: "boolean" },
  { path: "Vehicle.Body.Lights.Brake.IsDefect", datatype: "boolean" },
  { path: "Vehicle.Body.Lights.Fog.Front.IsOn", datatype: "boolean" },
  { path: "Vehicle.Body.Lights.Parking.IsOn", datatype: "boolean" },
  { path: "Vehicle.Body.Windshield.Front.WasherFluid.IsLevelLow", datatype: "boolean" },
  { path: "Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsEnabled", datatype: "boolean" },
  { path: "Vehicle.Chassis.Axle.Row1.Wheel.Left.Brake.IsBrakesWorn", datatype: "boolean" },
  { path: "Vehicle.Chassis.Axle.Row1.Wheel.Right.Brake.IsBrakesWorn", datatype: "boolean" },
  { path: "Vehicle.Diagnostics.DTCCount", datatype: "uint8" },
] as const satisfies readonly VssSignal[];

export type VssPath = (typeof vssSignals)[number]["path"];
