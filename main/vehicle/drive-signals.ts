/** The simulated car's state as VSS signals. */
import type { VssPath } from "../../protocol/vss.ts";
import { type CarState, SELECTED } from "./drive-model.ts";
import { CRUISE_KMH, type CabinState } from "./drive-script.ts";
import { type SignalStore, slotOf } from "./signal-store.ts";

/** Half a period of the indicators: as in the recorded drive, 0.35 s lit, 0.35 s dark. */
const FLASH_SECONDS = 0.35;
/** What stands behind the car when reverse is selected, in metres. */
const OBSTACLE_AT = 8.4;
/** How far ultrasound sees; a sensor without an echo says so much. */
const SENSOR_REACH = 5;
const RANGE_M_PER_PERCENT = 8100;
const FUEL_LOW_PERCENT = 12;

// prettier-ignore
const slots = {
  speed: "Vehicle.Speed", rpm: "Vehicle.Powertrain.CombustionEngine.Speed", running: "Vehicle.Powertrain.CombustionEngine.IsRunning",
  coolant: "Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature", oilPressure: "Vehicle.Powertrain.CombustionEngine.EOP",
  oilLevel: "Vehicle.Powertrain.CombustionEngine.EngineOil.Level", fuel: "Vehicle.Powertrain.FuelSystem.RelativeLevel",
  range: "Vehicle.Powertrain.FuelSystem.Range", fuelLow: "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow",
  currentGear: "Vehicle.Powertrain.Transmission.CurrentGear", selectedGear: "Vehicle.Powertrain.Transmission.SelectedGear",
  mode: "Vehicle.Powertrain.Transmission.PerformanceMode", odometer: "Vehicle.TraveledDistance", trip: "Vehicle.TripMeterReading",
  system: "Vehicle.LowVoltageSystemState", voltage: "Vehicle.LowVoltageBattery.CurrentVoltage",
  parkingBrake: "Vehicle.Chassis.ParkingBrake.IsEngaged", wheel: "Vehicle.Chassis.SteeringWheel.Angle",
  throttle: "Vehicle.Chassis.Accelerator.PedalPosition", brake: "Vehicle.Chassis.Brake.PedalPosition",
  brakeFluidLow: "Vehicle.Chassis.Axle.Row1.Wheel.Left.Brake.IsFluidLevelLow",
  tyreFl: "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure", tyreFr: "Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.Pressure",
  tyreRl: "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.Pressure", tyreRr: "Vehicle.Chassis.Axle.Row2.Wheel.Right.Tire.Pressure",
  tyreLow: "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.IsPressureLow",
  left: "Vehicle.Body.Lights.DirectionIndicator.Left.IsSignaling", right: "Vehicle.Body.Lights.DirectionIndicator.Right.IsSignaling",
  hazard: "Vehicle.Body.Lights.Hazard.IsSignaling", lowBeam: "Vehicle.Body.Lights.Beam.Low.IsOn",
  highBeam: "Vehicle.Body.Lights.Beam.High.IsOn", rearFog: "Vehicle.Body.Lights.Fog.Rear.IsOn",
  brakeLight: "Vehicle.Body.Lights.Brake.IsActive", trunk: "Vehicle.Body.Trunk.Rear.IsOpen",
  abs: "Vehicle.ADAS.ABS.IsError", escEngaged: "Vehicle.ADAS.ESC.IsEngaged", esc: "Vehicle.ADAS.ESC.IsError",
  cruise: "Vehicle.ADAS.CruiseControl.IsActive", cruiseSpeed: "Vehicle.ADAS.CruiseControl.SpeedSet",
  rearLeft: "Vehicle.ADAS.ObstacleDetection.Rear.Left.Distance", rearCenter: "Vehicle.ADAS.ObstacleDetection.Rear.Center.Distance",
  rearRight: "Vehicle.ADAS.ObstacleDetection.Rear.Right.Distance", belted: "Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted",
  airbag: "Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsDeployed", doorFl: "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen",
  doorFr: "Vehicle.Cabin.Door.Row1.PassengerSide.IsOpen", doorRl: "Vehicle.Cabin.Door.Row2.DriverSide.IsOpen",
  doorRr: "Vehicle.Cabin.Door.Row2.PassengerSide.IsOpen", outside: "Vehicle.Exterior.AirTemperature",
  latitude: "Vehicle.CurrentLocation.Latitude", longitude: "Vehicle.CurrentLocation.Longitude", heading: "Vehicle.CurrentLocation.Heading",
  language: "Vehicle.Cabin.Infotainment.HMI.CurrentLanguage", distanceUnit: "Vehicle.Cabin.Infotainment.HMI.DistanceUnit",
  temperatureUnit: "Vehicle.Cabin.Infotainment.HMI.TemperatureUnit", pressureUnit: "Vehicle.Cabin.Infotainment.HMI.TirePressureUnit",
  light: "Vehicle.Exterior.LightIntensity", cruiseReady: "Vehicle.ADAS.CruiseControl.IsEnabled",
  brakeForce: "Vehicle.ADAS.EBD.IsError", lane: "Vehicle.ADAS.LaneDepartureDetection.IsWarning",
  lowBeamDefect: "Vehicle.Body.Lights.Beam.Low.IsDefect", brakeLightDefect: "Vehicle.Body.Lights.Brake.IsDefect",
  frontFog: "Vehicle.Body.Lights.Fog.Front.IsOn", position: "Vehicle.Body.Lights.Parking.IsOn",
  washerLow: "Vehicle.Body.Windshield.Front.WasherFluid.IsLevelLow",
  airbagReady: "Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsEnabled",
  padsFl: "Vehicle.Chassis.Axle.Row1.Wheel.Left.Brake.IsBrakesWorn", padsFr: "Vehicle.Chassis.Axle.Row1.Wheel.Right.Brake.IsBrakesWorn",
  troubles: "Vehicle.Diagnostics.DTCCount",
} as const satisfies Readonly<Record<string, VssPath>>;

type Slot = keyof typeof slots;
// Object.entries of a table keyed by Slot gives Slots.
const indexOf = Object.fromEntries(Object.entries(slots).map(([name, path]) => [name, slotOf(path)])) as Readonly<Record<Slot, number>>;
const OIL_NORMAL = 2;
const SYSTEM = { lock: 1, on: 4, start: 5 } as const;
/** English, kilometres, Celsius, bar: places among the allowed values. DayNightMode is left to who has a switch for it: the light decides. */
const HMI = { language: 0, distanceUnit: 1, temperatureUnit: 0, pressureUnit: 2 } as const;
/** Percent. The built-in drive goes through the night. */
const NIGHT_LIGHT = 6;

/** What never happens to this car unless a test makes it happen. */
// prettier-ignore
const FAULTS = [
  "brakeForce", "lane", "lowBeamDefect", "brakeLightDefect", "frontFog", "washerLow", "padsFl", "padsFr", "troubles",
] as const satisfies readonly Slot[];

/** Writes the signals of one simulated car; holds nothing but where to. */
export class DriveSignals {
  readonly #store: SignalStore;

  constructor(store: SignalStore) {
    this.#store = store;
    for (let index = 0; index < store.size; index++) store.setTimeoutMs(index, Number.POSITIVE_INFINITY);
  }

  /** What a driver watches: every tick. `seconds` is the drive's time; `jitter`, -1 to 1, is the engine's own unrest. */
  fast(car: CarState, cabin: CabinState, ignition: boolean, seconds: number, jitter: number, at: number): void {
    const store = this.#store;
    store.set(indexOf.speed, Math.abs(car.speed) * 3.6, at);
    store.set(indexOf.rpm, Math.max(0, car.rpm + (car.running ? jitter * 9 : 0)), at);
    store.set(indexOf.running, Number(car.running), at);
    store.set(indexOf.currentGear, car.selector === "D" ? car.gear : car.selector === "R" ? -1 : 0, at);
    store.set(indexOf.selectedGear, SELECTED[car.selector], at);
    store.set(indexOf.wheel, car.wheel, at);
    store.set(indexOf.throttle, car.throttle * 100, at);
    store.set(indexOf.brake, car.brake * 100, at);
    store.set(indexOf.brakeLight, Number(car.brake > 0.02), at);
    store.set(indexOf.parkingBrake, Number(car.parkingBrake), at);
    store.set(indexOf.system, car.cranking > 0 ? SYSTEM.start : ignition ? SYSTEM.on : SYSTEM.lock, at);
    const lit = seconds % (2 * FLASH_SECONDS) < FLASH_SECONDS;
    store.set(indexOf.left, Number(cabin.indicator === "left" && lit), at);
    store.set(indexOf.right, Number(cabin.indicator === "right" && lit), at);
    store.set(indexOf.cruise, Number(cabin.cruise), at);
    store.set(indexOf.cruiseReady, Number(ignition && car.selector === "D"), at);
    if (cabin.cruise) store.set(indexOf.cruiseSpeed, CRUISE_KMH, at);
    else store.clear(indexOf.cruiseSpeed);
    this.#behind(car, at);
  }

  /** What changes slowly: ten times a second is plenty. */
  slow(car: CarState, cabin: CabinState, at: number): void {
    const store = this.#store;
    const fuel = Math.round(car.fuelPercent);
    // Tyres gain with warmth; how fast the car goes stands for that.
    const warmth = Math.min(8, Math.abs(car.speed) * 0.3);
    store.set(indexOf.coolant, Math.round(car.coolant * 2) / 2, at);
    store.set(indexOf.oilPressure, car.running ? 120 + car.rpm * 0.075 : 0, at);
    store.set(indexOf.oilLevel, OIL_NORMAL, at);
    store.set(indexOf.fuel, fuel, at);
    store.set(indexOf.range, fuel * RANGE_M_PER_PERCENT, at);
    store.set(indexOf.fuelLow, Number(fuel < FUEL_LOW_PERCENT), at);
    store.set(indexOf.mode, 0, at);
    store.set(indexOf.odometer, Math.floor(car.odometer), at);
    store.set(indexOf.trip, Math.floor(car.trip), at);
    store.set(indexOf.voltage, car.running ? 14.1 : car.cranking > 0 ? 10.6 : 12.5, at);
    store.set(indexOf.outside, 21.5, at);
    store.set(indexOf.tyreFl, 236 + warmth, at);
    store.set(indexOf.tyreFr, 238 + warmth, at);
    store.set(indexOf.tyreRl, 231 + warmth, at);
    store.set(indexOf.tyreRr, 233 + warmth, at);
    store.set(indexOf.tyreLow, 0, at);
    store.set(indexOf.brakeFluidLow, 0, at);
    store.set(indexOf.hazard, 0, at);
    store.set(indexOf.lowBeam, Number(car.running), at);
    store.set(indexOf.highBeam, 0, at);
    store.set(indexOf.rearFog, 0, at);
    store.set(indexOf.trunk, 0, at);
    store.set(indexOf.abs, 0, at);
    store.set(indexOf.escEngaged, 0, at);
    store.set(indexOf.esc, 0, at);
    store.set(indexOf.belted, Number(cabin.belted), at);
    store.set(indexOf.airbag, 0, at);
    store.set(indexOf.doorFl, Number(cabin.doorOpen), at);
    store.set(indexOf.doorFr, 0, at);
    store.set(indexOf.doorRl, 0, at);
    store.set(indexOf.doorRr, 0, at);
    store.set(indexOf.latitude, car.latitude, at);
    store.set(indexOf.longitude, car.longitude, at);
    store.set(indexOf.heading, car.heading, at);
    store.set(indexOf.language, HMI.language, at);
    store.set(indexOf.distanceUnit, HMI.distanceUnit, at);
    store.set(indexOf.temperatureUnit, HMI.temperatureUnit, at);
    store.set(indexOf.pressureUnit, HMI.pressureUnit, at);
    store.set(indexOf.light, NIGHT_LIGHT, at);
    store.set(indexOf.position, Number(car.running), at);
    store.set(indexOf.airbagReady, 1, at);
    for (const fault of FAULTS) store.set(indexOf[fault], 0, at);
  }

  /** Ultrasound sees only in reverse. The corner that the car swings towards comes closer. */
  #behind(car: CarState, at: number): void {
    const away = Math.max(0.25, OBSTACLE_AT - car.reversed);
    const swing = Math.max(-0.5, Math.min(0.5, car.wheel / 800));
    this.#distance(indexOf.rearLeft, away * (1.15 - swing * 0.5), car, at);
    this.#distance(indexOf.rearCenter, away, car, at);
    this.#distance(indexOf.rearRight, away * (1.15 + swing * 0.5), car, at);
  }

  #distance(index: number, metres: number, car: CarState, at: number): void {
    if (car.selector === "R") this.#store.set(index, Math.round(Math.min(metres, SENSOR_REACH) * 100) / 100, at);
    else this.#store.clear(index);
  }
}
