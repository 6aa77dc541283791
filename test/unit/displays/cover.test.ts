import { expect, test } from "vitest";
import { CoverRule } from "../../../main/displays/cover.ts";
import { shown, type LeaseState, type Shown } from "../../../main/displays/lease.ts";
import type { Cover } from "../../../protocol/overlay.ts";

/** The covers after each of these states, by a display's rule. */
function story(restarts: boolean, policy: "hold" | "blank" | "placeholder", states: readonly LeaseState[]): Cover[] {
  const rule = new CoverRule(restarts);
  let hadFrame = false;
  return states.map((state) => {
    hadFrame ||= state === "live";
    rule.next(state, shown(state, policy, hadFrame));
    return rule.cover;
  });
}

const placeholder = (why: "crashed" | "frozen", restarting: boolean): Cover => ({ kind: "placeholder", why, restarting });

test("before its guest has drawn, a display says that it starts", () => {
  expect(story(true, "placeholder", ["idle", "starting"])).toEqual([{ kind: "starting" }, { kind: "starting" }]);
});

test("a crash, the wait and the next life's start keep one placeholder, until the first frame", () => {
  expect(story(true, "placeholder", ["live", "gone", "starting", "live"])).toEqual([
    { kind: "none" },
    placeholder("crashed", true),
    placeholder("crashed", true),
    { kind: "none" },
  ]);
});

test("a domain that stays dead promises nothing; when it is started by hand after all, the placeholder says so", () => {
  expect(story(false, "placeholder", ["live", "gone", "starting"]).slice(1)).toEqual([
    placeholder("crashed", false),
    placeholder("crashed", true),
  ]);
});

test("a frozen guest may come back by itself: nobody says that it restarts before it does", () => {
  expect(story(true, "placeholder", ["live", "frozen", "gone"]).slice(1)).toEqual([
    placeholder("frozen", false),
    placeholder("crashed", true),
  ]);
});

test("holding keeps the last frame over freeze, crash and start, and a guest that never drew leaves none to keep", () => {
  expect([story(true, "hold", ["live", "frozen", "gone", "starting"]).slice(1), story(true, "hold", ["starting", "gone"])]).toEqual([
    [{ kind: "hold" }, { kind: "hold" }, { kind: "hold" }],
    [{ kind: "starting" }, placeholder("crashed", true)],
  ]);
});

test("a guest that turned its display off, and one whose policy is to blank, show black", () => {
  expect([story(true, "placeholder", ["live", "off"]).at(-1), story(true, "blank", ["live", "gone"]).at(-1)]).toEqual([
    { kind: "blank" },
    { kind: "blank" },
  ]);
});

test("a cover that lies there already is no news", () => {
  const rule = new CoverRule(true);
  const news = (state: LeaseState, what: Shown): boolean => rule.next(state, what) !== undefined;
  expect([
    news("starting", "placeholder"),
    news("live", "guest"),
    news("live", "guest"),
    news("gone", "placeholder"),
    news("starting", "placeholder"),
    news("live", "guest"),
  ]).toEqual([false, true, false, true, false, true]);
});

test("a display that is taken from a domain that lives is off, and when the domain ends meanwhile it has crashed", () => {
  const rule = new CoverRule(true);
  rule.next("live", "guest");
  expect([rule.next("gone", "placeholder", true), rule.next("gone", "placeholder")]).toEqual([
    { kind: "placeholder", why: "stopped", restarting: false },
    placeholder("crashed", true),
  ]);
});
