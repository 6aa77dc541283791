/** The simulated car's state as VSS signals. */
import type { VssPath } from "../../protocol/vss.ts";
import { type CarState, SELECTED } from "./drive-model.ts";
import { CRUISE_KMH, type CabinState } from "./drive-script.ts";
import { type SignalStore, slotOf } from "./signal-store.ts";

/** Half a period of the indicators: as in the recorded drive, 0.35 s lit, 0.35 s dark. */
const FLASH_SECONDS = 0.35;
/** What stands behind the car when reverse is selected, in metres. */
const OBSTACLE_AT = 8.4;
/** How far ultrasound sees. */
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

/** Writes the signals of one simulated car; holds nothing but where to. */
export class DriveSignals {
  readonly #store: SignalStore;

  constructor(store: SignalStore) {
    this.#store = store;
    for (let index = 0; index < store.size; index++) store.setTimeoutMs(index, Number.POSITIVE_INFINITY);
  }

  /** What a driver watches: every tick. `seconds` is the drive's time; `jitter`, -1 to 1, is the engine's own unrest. */
  fast(car: CarState, cabin: CabinState, ignition: boolean, seconds: number, jitter: number, at: number): void {
    const set = (slot: Slot, value: number | boolean): void => this.#store.set(indexOf[slot], Number(value), at);
    set("speed", Math.abs(car.speed) * 3.6);
    set("rpm", Math.max(0, car.rpm + (car.running ? jitter * 9 : 0)));
    set("running", car.running);
    set("currentGear", car.selector === "D" ? car.gear : car.selector === "R" ? -1 : 0);
    set("selectedGear", SELECTED[car.selector]);
    set("wheel", car.wheel);
    set("throttle", car.throttle * 100);
    set("brake", car.brake * 100);
    set("brakeLight", car.brake > 0.02);
    set("parkingBrake", car.parkingBrake);
    set("system", car.cranking > 0 ? SYSTEM.start : ignition ? SYSTEM.on : SYSTEM.lock);
    const lit = seconds % (2 * FLASH_SECONDS) < FLASH_SECONDS;
    set("left", cabin.indicator === "left" && lit);
    set("right", cabin.indicator === "right" && lit);
    set("cruise", cabin.cruise);
    set("cruiseReady", ignition && car.selector === "D");
    if (cabin.cruise) set("cruiseSpeed", CRUISE_KMH);
    else this.#store.clear(indexOf.cruiseSpeed);
    this.#behind(car, at);
  }

  /** What changes slowly: ten times a second is plenty. */
  slow(car: CarState, cabin: CabinState, at: number): void {
    const set = (slot: Slot, value: number | boolean): void => this.#store.set(indexOf[slot], Number(value), at);
    const fuel = Math.round(car.fuelPercent);
    // Tyres gain with warmth; how fast the car goes stands for that.
    const warmth = Math.min(8, Math.abs(car.speed) * 0.3);
    const values: Partial<Record<Slot, number | boolean>> = {
      ...{ coolant: Math.round(car.coolant * 2) / 2, oilPressure: car.running ? 120 + car.rpm * 0.075 : 0, oilLevel: OIL_NORMAL },
      ...{ fuel, range: fuel * RANGE_M_PER_PERCENT, fuelLow: fuel < FUEL_LOW_PERCENT, mode: 0, odometer: Math.floor(car.odometer) },
      ...{ trip: Math.floor(car.trip), voltage: car.running ? 14.1 : car.cranking > 0 ? 10.6 : 12.5, outside: 21.5 },
      ...{ tyreFl: 236 + warmth, tyreFr: 238 + warmth, tyreRl: 231 + warmth, tyreRr: 233 + warmth, tyreLow: false, brakeFluidLow: false },
      ...{ hazard: false, lowBeam: car.running, highBeam: false, rearFog: false, trunk: false, abs: false, escEngaged: false, esc: false },
      ...{ belted: cabin.belted, airbag: false, doorFl: cabin.doorOpen, doorFr: false, doorRl: false, doorRr: false },
      ...{ latitude: car.latitude, longitude: car.longitude, heading: car.heading },
      ...{ ...HMI, light: NIGHT_LIGHT },
    };
    // Object.entries of a table keyed by Slot gives Slots.
    for (const [slot, value] of Object.entries(values) as [Slot, number | boolean][]) set(slot, value);
  }

  /** Ultrasound sees only in reverse. The corner that the car swings towards comes closer. */
  #behind(car: CarState, at: number): void {
    const away = Math.max(0.25, OBSTACLE_AT - car.reversed);
    const swing = Math.max(-0.5, Math.min(0.5, car.wheel / 800));
    const distances = { rearLeft: away * (1.15 - swing * 0.5), rearCenter: away, rearRight: away * (1.15 + swing * 0.5) };
    for (const slot of ["rearLeft", "rearCenter", "rearRight"] as const) {
      const seen = car.selector === "R" && distances[slot] <= SENSOR_REACH;
      if (seen) this.#store.set(indexOf[slot], Math.round(distances[slot] * 100) / 100, at);
      else this.#store.clear(indexOf[slot]);
    }
  }
}
