import { describe, expect, test } from "vitest";
import type { SignalValue } from "../../../../protocol/bridge.ts";
import { stopped } from "../../../../renderer/guests/ivi/media/player.ts";
import { NoticeCenter } from "../../../../renderer/guests/ivi/notices/notice-center.ts";
import {
  CARD_MS,
  dismiss,
  dismissAll,
  LIST_MAX,
  type News,
  noNotices,
  type Notices,
  raise,
  stepNotices,
  undoDismiss,
  UNDO_MS,
  withdraw,
} from "../../../../renderer/guests/ivi/notices/notices.ts";
import type { DriverLock } from "../../../../renderer/guests/ivi/state/driver-lock.ts";

const at = new Date(2030, 0, 1, 12, 0);
const call: News = { kind: "missedCall", number: "1" };
const fuel: News = { kind: "fuelLow" };
const door: News = { kind: "doorOpen", door: "tailgate" };
const track: News = { kind: "track", title: "Slow Tide" };

const told = (...news: readonly News[]): Notices => news.reduce((notices, one) => raise(notices, one, at), noNotices);
const kinds = ({ list }: Notices): readonly string[] => list.map(({ news }) => news.kind);

describe("notices", () => {
  test("are listed by what they matter, each once, a screenful at most; a track is told and not listed", () => {
    const all = told(call, fuel, track, door, fuel);
    const calls = told(...Array.from({ length: 9 }, (_, n): News => ({ kind: "missedCall", number: String(n) })), door);
    expect([kinds(all), calls.list.length, kinds(calls)[0]]).toEqual([["doorOpen", "fuelLow", "missedCall"], LIST_MAX, "doorOpen"]);
  });

  test("slide in for a while, and what matters less does not push away what matters more", () => {
    const shown = told(door, call);
    const later = stepNotices(shown, CARD_MS - 1);
    expect([shown.card?.notice.news, later.card?.notice.news, stepNotices(later, 1).card, raise(noNotices, call, at, true).card]).toEqual([
      door,
      door,
      undefined,
      undefined,
    ]);
  });

  test("are dismissed one by one or all at once, which can be taken back for a while", () => {
    const two = told(call, fuel);
    const gone = dismissAll(two);
    expect({
      one: kinds(dismiss(two, two.list[0]!.id)),
      all: kinds(gone),
      undone: undoDismiss(gone).list,
      late: undoDismiss(stepNotices(gone, UNDO_MS)).list,
    }).toEqual({ one: ["missedCall"], all: [], undone: two.list, late: [] });
  });

  test("go when it is no longer so, and do not come back by undo", () => {
    expect([kinds(withdraw(told(door, call), door)), kinds(undoDismiss(withdraw(dismissAll(told(door, call)), door)))]).toEqual([
      ["missedCall"],
      ["missedCall"],
    ]);
  });
});

test("a door is told of once it is open while the car moves, not again when dismissed, and again when it was shut between", () => {
  const center = new NoticeCenter(() => at);
  const step = (lock: DriverLock, open: SignalValue): readonly string[] => {
    const read = (path: string): SignalValue => (path === "Vehicle.Body.Trunk.Rear.IsOpen" ? open : undefined);
    center.step({ lock, player: stopped, read }, 250);
    return kinds(center.store.get()).filter((kind) => kind === "doorOpen");
  };
  const seen = [step("open", 1), step("moving", 1)];
  center.store.set(dismissAll);
  seen.push(step("moving", 1), step("moving", undefined), step("moving", 1), step("moving", 0), step("moving", 1));
  expect(seen).toEqual([[], ["doorOpen"], [], [], [], [], ["doorOpen"]]);
});

test("a call that was missed before the page was there is listed, and does not slide in", () => {
  const { list, card } = new NoticeCenter(() => at).store.get();
  expect([list.map(({ news }) => news.kind), card]).toEqual([["missedCall"], undefined]);
});
