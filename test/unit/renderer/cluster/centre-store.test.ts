import { expect, test } from "vitest";
import type { SignalValue } from "../../../../protocol/bridge.ts";
import { CentreStore } from "../../../../renderer/guests/cluster/centre-store.ts";
import { shown } from "../../../../renderer/guests/cluster/message-centre.ts";
import type { Draw } from "../../../../renderer/kit/frame-loop.ts";
import { SignalStore } from "../../../../renderer/kit/signal-store.ts";

const driving = { "Vehicle.Speed": 80, "Vehicle.ADAS.ABS.IsError": 0 };

test("a page that starts says nothing of missing signals, and after a moment it does, though no signal changed", () => {
  const { store, run } = aCentre({});
  run(1400);
  const early = shown(store.now);
  run(200);
  expect([early, shown(store.now)?.id]).toEqual([undefined, "noData"]);
});

test("a danger is shown from the first frame on", () => {
  const { store, run } = aCentre({ ...driving, "Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted": 0 });
  run(16);
  expect(shown(store.now)?.id).toBe("belt");
});

test("the wheel's keys acknowledge and open the list; a held key is one press, and other keys are none", () => {
  const { store, run, press } = aCentre({ ...driving, "Vehicle.ADAS.ABS.IsError": 1, "Vehicle.ADAS.ESC.IsError": 1 });
  run(16);
  press("Enter");
  press("Enter", true);
  press("KeyX");
  const band = shown(store.now)?.id;
  press("KeyM");
  expect([band, store.now.list?.page]).toEqual(["antiLock", 0]);
});

test("frames in which nothing happens tell nobody", () => {
  const { store, run } = aCentre({ ...driving, "Vehicle.ADAS.ABS.IsError": 1 });
  run(2000);
  let told = 0;
  store.listen(() => told++);
  run(2000);
  expect(told).toBe(0);
});

test("signals that change a hundred times in a frame run the rules once", () => {
  const { run, take, reads } = aCentre(driving);
  run(2000);
  const before = reads();
  for (let speed = 0; speed < 100; speed++) take({ "Vehicle.Speed": speed });
  run(16);
  const once = reads() - before;
  take({ "Vehicle.Speed": 81 });
  run(16);
  expect(reads() - before).toBe(2 * once);
});

/** A centre on hand-driven signals, frames and keys. `reads`: how often the airbag was asked for, which each run of the rules does. */
function aCentre(signals: Readonly<Record<string, SignalValue>>) {
  let take: (changed: Readonly<Record<string, SignalValue>>) => void = () => undefined;
  let draw: Draw = () => undefined;
  let key: (event: KeyboardEvent) => void = () => undefined;
  let reads = 0;
  class CountingStore extends SignalStore {
    override get(path: Parameters<SignalStore["get"]>[0]): SignalValue {
      if (path.includes("Airbag")) reads++;
      return super.get(path);
    }
  }
  const source = new CountingStore({ onSignals: (to) => ((take = to), to(signals), () => undefined) });
  const keys = { addEventListener: (_type: string, to: (event: KeyboardEvent) => void) => void (key = to) };
  const loop = { add: (to: Draw) => ((draw = to), () => undefined) };
  // A document with its one method that is used.
  const store = new CentreStore(source, loop, keys as unknown as Document);
  let at = 0;
  const run = (ms: number): void => {
    for (const end = at + ms; at < end; at += 16) draw(at, 16);
  };
  const press = (code: string, repeat = false): void => key({ code, repeat } as KeyboardEvent);
  return { store, run, press, take: (changed: typeof signals) => take(changed), reads: () => reads };
}
