import { expect, test } from "vitest";
import { signalLabel } from "../../../../renderer/guests/ivi/apps/signal-label.ts";
import { signalPages } from "../../../../renderer/guests/ivi/apps/signal-pages.ts";

const labelled = (title: string): Readonly<Record<string, string>> => {
  const { paths } = signalPages.find((page) => page.title === title)!;
  return Object.fromEntries(paths.map((path) => [path.slice(title.length + 1), signalLabel(path, title, paths)]));
};

test("a signal is called by the last parts of its path, with what says which one it is", () => {
  expect(labelled("Vehicle.Chassis")).toEqual({
    "ParkingBrake.IsEngaged": "Parking Brake Engaged",
    "SteeringWheel.Angle": "Steering Wheel Angle",
    "Accelerator.PedalPosition": "Accelerator Pedal Position",
    "Brake.PedalPosition": "Brake Pedal Position",
    "Axle.Row1.Wheel.Left.Tire.Pressure": "Row 1 Wheel Left Tire Pressure",
    "Axle.Row1.Wheel.Right.Tire.Pressure": "Row 1 Wheel Right Tire Pressure",
    "Axle.Row2.Wheel.Left.Tire.Pressure": "Row 2 Wheel Left Tire Pressure",
    "Axle.Row2.Wheel.Right.Tire.Pressure": "Row 2 Wheel Right Tire Pressure",
    "Axle.Row2.Wheel.Left.Tire.IsPressureLow": "Tire Pressure Low",
  });
});

test("what is short already, and what is all capitals, stays as it is", () => {
  expect(labelled("Vehicle")).toMatchObject({ Speed: "Speed", "LowVoltageBattery.CurrentVoltage": "Low Voltage Battery Current Voltage" });
  expect(labelled("Vehicle.ADAS")).toMatchObject({
    "ABS.IsError": "ABS Error",
    "ObstacleDetection.Rear.Left.Distance": "Obstacle Detection Rear Left Distance",
  });
});

test("no two signals of a page are called the same", () => {
  for (const { title, paths } of signalPages) {
    const labels = paths.map((path) => signalLabel(path, title, paths));
    expect(new Set(labels).size).toBe(paths.length);
  }
});
