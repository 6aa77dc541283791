/** The cabin's climate as this page keeps it. */
export interface Climate {
  /** Degrees Celsius. */
  readonly driver: number;
  readonly passenger: number;
  /** 0 (off) to SEAT_STEPS. */
  readonly driverSeat: number;
  readonly passengerSeat: number;
  /** 0 (off) to FAN_STEPS. */
  readonly fan: number;
  readonly frontDefrost: boolean;
  readonly rearDefrost: boolean;
  readonly cooling: boolean;
}

export const COLDEST = 16;
export const WARMEST = 28;
export const SEAT_STEPS = 3;
export const FAN_STEPS = 7;

export const startingClimate: Climate = {
  driver: 21.5,
  passenger: 20,
  driverSeat: 2,
  passengerSeat: 0,
  fan: 4,
  frontDefrost: false,
  rearDefrost: false,
  cooling: true,
};

export type Seat = "driver" | "passenger";

/** Warmer by steps of the unit that is shown, from a whole step on: half a degree Celsius, or a whole one Fahrenheit. */
export function warmer(climate: Climate, seat: Seat, steps: number, unit: "C" | "F" = "C"): Climate {
  const next = unit === "C" ? (Math.round(climate[seat] * 2) + steps) / 2 : (Math.round(climate[seat] * 1.8 + 32) + steps - 32) / 1.8;
  return { ...climate, [seat]: Math.min(WARMEST, Math.max(COLDEST, next)) };
}

/** Off, then from high to low, as seat heating buttons do: a cold driver wants the most at once. */
export function nextSeatHeat(climate: Climate, seat: Seat): Climate {
  const key = seat === "driver" ? "driverSeat" : "passengerSeat";
  return { ...climate, [key]: climate[key] === 0 ? SEAT_STEPS : climate[key] - 1 };
}

/** Cooling needs moving air: with the fan goes the air conditioning. */
export function fanBy(climate: Climate, steps: number): Climate {
  const fan = Math.min(FAN_STEPS, Math.max(0, climate.fan + steps));
  return { ...climate, fan, cooling: climate.cooling && fan > 0 };
}

/** Clearing the windscreen needs dry air and a strong fan, so it takes both along; switching it off leaves them. */
export function toggleFrontDefrost(climate: Climate): Climate {
  if (climate.frontDefrost) return { ...climate, frontDefrost: false };
  return { ...climate, frontDefrost: true, cooling: true, fan: Math.max(climate.fan, FAN_STEPS - 1) };
}

export function toggleRearDefrost(climate: Climate): Climate {
  return { ...climate, rearDefrost: !climate.rearDefrost };
}

/** Switching the cooling on starts a fan that stands. */
export function toggleCooling(climate: Climate): Climate {
  return climate.cooling ? { ...climate, cooling: false } : { ...climate, cooling: true, fan: Math.max(1, climate.fan) };
}
