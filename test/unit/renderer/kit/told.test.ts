import { expect, test } from "vitest";
import type { Told } from "../../../../protocol/bridge.ts";
import { ToldStore } from "../../../../renderer/kit/told.ts";

test("what is told is there until it is withdrawn, and only its listeners hear of it", () => {
  let tell: (changed: Told) => void = () => undefined;
  const store = new ToldStore({
    onTold: (take) => {
      tell = take;
      return () => undefined;
    },
  });
  const heard: unknown[] = [];
  store.listen("turn", () => heard.push(["turn", store.get("turn")?.metres]));
  const stop = store.listen("speed-limit", () => heard.push(["speed-limit", store.get("speed-limit")?.kmh]));
  tell({ turn: { kind: "left", metres: 40, into: "" } });
  tell({ "speed-limit": { kmh: 50 } });
  stop();
  tell({ turn: undefined, "speed-limit": undefined });
  expect([heard, store.get("speed-limit")]).toEqual([
    [
      ["turn", 40],
      ["speed-limit", 50],
      ["turn", undefined],
    ],
    undefined,
  ]);
});
