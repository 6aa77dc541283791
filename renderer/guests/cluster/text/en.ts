import { units } from "../../../kit/units.ts";

/** English, and the list of what every other language has to say. `{}` stands where a value goes. */
export const en = {
  ...units.en,
  thousandRpm: "×1000 rpm",

  // Names of the display's parts, for who cannot see them.
  speed: "Speed",
  engine: "Engine speed and gear",
  roadAhead: "Road ahead",
  behind: "Behind the car",
  vehicleStatus: "Vehicle status",
  coolant: "Coolant",
  fuel: "Fuel",
  icePossible: "Ice possible",
  cruiseOn: "Cruise control",
  cruiseReady: "Cruise control ready",

  // What the infotainment tells.
  speedLimit: "Speed limit",
  noSpeedLimit: "No speed limit",
  turnLeft: "Turn left",
  turnRight: "Turn right",
  goStraight: "Straight on",
  destination: "Destination",
  playing: "Playing",

  trip: "Trip",
  eco: "Eco",
  snow: "Snow",
  rain: "Rain",
  rearView: "Rear view on centre display",
  clear: "Clear",
  noSensors: "Sensors not available",

  // The message centre.
  messages: "Messages",
  noMessages: "No messages",
  acknowledge: "OK",

  // Messages, and what to do or how much.
  airbag: "Airbag deployed",
  brakeFluid: "Brake fluid low",
  oilPressure: "Oil pressure low",
  engineHot: "Engine too hot",
  parkingBrake: "Parking brake is on",
  belt: "Fasten your seat belt",
  noData: "No vehicle data",
  stability: "Stability control off",
  antiLock: "Anti-lock brakes off",
  charging: "Battery is not charging",
  fuelLow: "Fuel low",
  ice: "Road may be icy",
  doorDriver: "Driver door open",
  doorPassenger: "Passenger door open",
  doorRearDriver: "Rear door open, driver side",
  doorRearPassenger: "Rear door open, passenger side",
  boot: "Boot open",
  tyreFrontLeft: "Front left tyre",
  tyreFrontRight: "Front right tyre",
  tyreRearLeft: "Rear left tyre",
  tyreRearRight: "Rear right tyre",
  stopSafely: "Stop safely",
  stopEngine: "Stop the engine",
  releaseIt: "Release it",
  atRest: "Instruments at rest",
  driveWithCare: "Drive with care",
  pressureLow: "Pressure low",
  distanceLeft: "{} left",
  outside: "{} outside",
} as const;
