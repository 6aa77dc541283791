/** The car of the built-in drive: a longitudinal model good enough that its gauges move as a driver expects. SI units inside. */

/** VSS's numbers for SelectedGear. */
export const SELECTED = { P: 126, R: -1, N: 0, D: 127 } as const;
export type Selector = keyof typeof SELECTED;

/** What the driver does. Pedals 0 to 1; the wheel in degrees, to the left positive, as VSS counts. */
export interface Controls {
  readonly throttle: number;
  readonly brake: number;
  readonly wheel: number;
  readonly selector: Selector;
  readonly ignition: boolean;
  readonly parkingBrake: boolean;
}

export interface CarState {
  /** m/s, negative backwards. */
  speed: number;
  rpm: number;
  /** 1 to 6 forward; meaningful in D only. */
  gear: number;
  selector: Selector;
  running: boolean;
  /** Seconds for which the starter still turns. */
  cranking: number;
  throttle: number;
  brake: number;
  wheel: number;
  parkingBrake: boolean;
  coolant: number;
  fuelPercent: number;
  odometer: number;
  trip: number;
  /** Metres driven backwards since reverse was selected. */
  reversed: number;
  /** Degrees, clockwise from north. */
  heading: number;
  latitude: number;
  longitude: number;
  /** Seconds since the last change of gear. */
  sinceShift: number;
}

const MASS = 1500;
const GRAVITY = 9.81;
const WHEEL_RADIUS = 0.32;
const FINAL_DRIVE = 3.5;
const RATIOS = [4.17, 2.34, 1.52, 1.14, 0.87, 0.69] as const;
const REVERSE_RATIO = 3.4;
const TORQUE_MAX = 320;
const TORQUE_PEAK_RPM = 3200;
const TORQUE_WIDTH_RPM = 4400;
const IDLE_RPM = 780;
const RPM_MAX = 6400;
/** How far the torque converter lets the engine run ahead of the wheels at full throttle. */
const STALL_RPM = 1400;
const CREEP_FORCE = 900;
const ROLLING = 0.012 * MASS * GRAVITY;
const DRAG = 0.42;
const BRAKE_MAX = 9.5 * MASS;
const SHIFT_SECONDS = 0.3;
const SHIFT_PAUSE = 0.9;
const CRANK_SECONDS = 0.8;
const STEERING_RATIO = 15.5;
const WHEELBASE = 2.65;
const WHEEL_RATE = 420;
const PEDAL_RATE = 4;
const COOLANT_WARM = 90;
const TANK_LITRES = 61;
const METRES_PER_DEGREE = 111_320;

/** A car that was parked a while ago: odometer 48 213 km, two thirds of a tank, engine still lukewarm. */
export function parkedCar(): CarState {
  return {
    ...{ speed: 0, rpm: 0, gear: 1, selector: "P", running: false, cranking: 0, throttle: 0, brake: 0, wheel: 0, parkingBrake: true },
    ...{ coolant: 74, fuelPercent: 68, odometer: 48_213_000, trip: 0, reversed: 0, sinceShift: 9 },
    ...{ heading: 38, latitude: 50.0647, longitude: 19.945 },
  };
}

const towards = (from: number, to: number, step: number): number => (to > from ? Math.min(to, from + step) : Math.max(to, from - step));

/** Drives `car` on for `dt` seconds (a tick: hundredths of a second). */
export function stepCar(car: CarState, controls: Controls, dt: number): void {
  car.throttle = towards(car.throttle, controls.throttle, PEDAL_RATE * dt);
  car.brake = towards(car.brake, controls.brake, PEDAL_RATE * dt);
  car.wheel = towards(car.wheel, controls.wheel, WHEEL_RATE * dt);
  car.parkingBrake = controls.parkingBrake;
  stepIgnition(car, controls.ignition, dt);
  stepSelector(car, controls.selector);
  stepGear(car, dt);
  stepSpeed(car, dt);
  stepEngine(car, dt);
  stepPlace(car, dt);
}

function stepIgnition(car: CarState, ignition: boolean, dt: number): void {
  if (!ignition) {
    car.running = false;
    car.cranking = 0;
  } else if (!car.running) {
    car.cranking += dt;
    if (car.cranking >= CRANK_SECONDS) {
      car.running = true;
      car.cranking = 0;
    }
  }
}

/** As a real automatic: into P and across R/D only when the car (nearly) stands. */
function stepSelector(car: CarState, wanted: Selector): void {
  if (wanted === car.selector) return;
  const free = wanted === "N" || (car.selector === "N" && wanted === "D" && car.speed > 0);
  if (!free && Math.abs(car.speed) > 0.4) return;
  car.selector = wanted;
  car.gear = 1;
  if (wanted === "R") car.reversed = 0;
}

function stepGear(car: CarState, dt: number): void {
  car.sinceShift += dt;
  if (car.selector !== "D" || car.sinceShift < SHIFT_PAUSE) return;
  const rpm = wheelRpm(car);
  const up = 1650 + car.throttle * 2600;
  const down = 1150 + car.throttle * 1500;
  const change = rpm > up && car.gear < RATIOS.length ? 1 : rpm < down && car.gear > 1 ? -1 : 0;
  if (change === 0) return;
  car.gear += change;
  car.sinceShift = 0;
}

const ratio = (car: CarState): number => FINAL_DRIVE * (car.selector === "R" ? REVERSE_RATIO : (RATIOS[car.gear - 1] ?? 1));
const wheelRpm = (car: CarState): number => (Math.abs(car.speed) / WHEEL_RADIUS / (2 * Math.PI)) * 60 * ratio(car);
const inGear = (car: CarState): boolean => car.selector === "D" || car.selector === "R";

function stepSpeed(car: CarState, dt: number): void {
  let force = 0;
  if (car.running && inGear(car)) {
    const off = (car.rpm - TORQUE_PEAK_RPM) / TORQUE_WIDTH_RPM;
    const torque = car.rpm < RPM_MAX ? Math.max(0, TORQUE_MAX * (1 - off * off)) * car.throttle : 0;
    const shifting = car.sinceShift < SHIFT_SECONDS ? 0.25 : 1;
    const creep = CREEP_FORCE * Math.max(0, 1 - Math.abs(car.speed) / 2);
    const braking = car.throttle < 0.02 && Math.abs(car.speed) > 2 ? 25 * ratio(car) : 0;
    force = (torque * ratio(car) * 0.88 * shifting) / WHEEL_RADIUS + creep - braking;
    if (car.selector === "R") force = -force;
  }
  const held = car.selector === "P" || car.parkingBrake ? BRAKE_MAX : 0;
  const resisting = (car.brake * BRAKE_MAX + held + ROLLING + DRAG * car.speed * car.speed) / MASS;
  const driven = car.speed + (force / MASS) * dt;
  // Friction stops a car; it never pushes it the other way.
  car.speed = towards(driven, 0, resisting * dt);
}

function stepEngine(car: CarState, dt: number): void {
  const freely = IDLE_RPM + car.throttle * (inGear(car) ? STALL_RPM : 4200);
  const coupled = inGear(car) ? Math.max(wheelRpm(car) * 1.01 + car.throttle * 120, freely) : freely;
  const target = car.running ? Math.min(coupled, RPM_MAX) : car.cranking > 0 ? 210 : 0;
  car.rpm += (target - car.rpm) * Math.min(1, dt * 9);
  if (car.rpm < 1) car.rpm = 0;
  const heat = car.running ? 0.05 + car.throttle * 0.35 : -0.02;
  car.coolant += Math.min(heat, (COOLANT_WARM - car.coolant) * 0.05) * dt;
  // Litres a second: idling about 0.8 l/h, full load about 60 l/h.
  const litres = car.running ? (0.8 + car.throttle * car.rpm * 0.01) / 3600 : 0;
  car.fuelPercent = Math.max(0, car.fuelPercent - ((litres * dt) / TANK_LITRES) * 100);
}

function stepPlace(car: CarState, dt: number): void {
  const way = car.speed * dt;
  car.odometer += Math.abs(way);
  car.trip += Math.abs(way);
  if (way < 0) car.reversed -= way;
  const turn = (way / WHEELBASE) * Math.tan(((car.wheel / STEERING_RATIO) * Math.PI) / 180);
  car.heading = (car.heading - (turn * 180) / Math.PI + 360) % 360;
  const course = (car.heading * Math.PI) / 180;
  car.latitude += (way * Math.cos(course)) / METRES_PER_DEGREE;
  car.longitude += (way * Math.sin(course)) / (METRES_PER_DEGREE * Math.cos((car.latitude * Math.PI) / 180));
}
