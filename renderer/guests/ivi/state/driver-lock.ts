/** Whether the driver may be asked to read and type: not while the car moves, nor when nobody knows whether it does. */
export type DriverLock = "open" | "moving" | "unknown";

/** Walking pace in km/h, and the pace to fall below before the lock opens again, so that it does not flutter. */
export const WALKING_PACE = 5;
const OPENS_BELOW = 4;

export function driverLock(lock: DriverLock, speed: number | undefined): DriverLock {
  if (speed === undefined) return "unknown";
  const pace = Math.abs(speed);
  if (pace > WALKING_PACE) return "moving";
  return lock === "moving" && pace >= OPENS_BELOW ? "moving" : "open";
}
