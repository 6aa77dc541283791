import { expect, test } from "vitest";
import type { SignalValue } from "../../../../protocol/bridge.ts";
import { SignalStore } from "../../../../renderer/kit/signal-store.ts";

const SPEED = "Vehicle.Speed";
const TRIP = "Vehicle.TripMeterReading";

test("has every value of the kernel's first call before anyone asks", () => {
  const { store } = aStore({ [SPEED]: 12 });
  expect([store.get(SPEED), store.get(TRIP)]).toEqual([12, undefined]);
});

test("tells the listeners of a signal that changed, and of no other", () => {
  const { store, take } = aStore({ [SPEED]: 12, [TRIP]: 5 });
  const told: string[] = [];
  store.listen(SPEED, () => told.push("speed"));
  store.listen(TRIP, () => told.push("trip"));
  take({ [SPEED]: 13, [TRIP]: 5 });
  expect(told).toEqual(["speed"]);
});

test("a listener sees all of the batch, not only the signal it listens to", () => {
  const { store, take } = aStore({});
  const seen: SignalValue[] = [];
  store.listen(SPEED, () => seen.push(store.get(TRIP)));
  take({ [SPEED]: 1, [TRIP]: 9 });
  expect(seen).toEqual([9]);
});

test("a signal that goes stale is told as a change to undefined", () => {
  const { store, take } = aStore({ [SPEED]: 12 });
  const seen: SignalValue[] = [];
  store.listen(SPEED, () => seen.push(store.get(SPEED)));
  take({ [SPEED]: undefined });
  expect(seen).toEqual([undefined]);
});

test("after its unsubscribe a listener hears nothing, also when it unsubscribes while it is told", () => {
  const { store, take } = aStore({});
  let heard = 0;
  const stop = store.listen(SPEED, () => {
    heard += 1;
    stop();
  });
  take({ [SPEED]: 1 });
  take({ [SPEED]: 2 });
  expect(heard).toBe(1);
});

function aStore(first: Record<string, SignalValue>): { store: SignalStore; take: (changed: Record<string, SignalValue>) => void } {
  let taker: (changed: Record<string, SignalValue>) => void = () => {};
  const store = new SignalStore({
    onSignals(take) {
      taker = take;
      take(first);
      return () => {};
    },
  });
  return { store, take: (changed) => taker(changed) };
}
