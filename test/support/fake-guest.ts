import type { GuestApi, SignalValue } from "../../protocol/bridge.ts";

type Signals = Readonly<Record<string, SignalValue>>;

/** What a test does to a page that runs on the fake kernel: `window.fakeGuest`. */
export interface FakeGuest {
  /** Changes signals; the page is told at once, as by its kernel. */
  set(changed: Signals): void;
  /** From the next frame on these signals swing from `low` to `high` and back, each in its own period of milliseconds. */
  sweep(swings: Readonly<Record<string, { readonly low: number; readonly high: number; readonly period: number }>>): void;
  /** Frames drawn so far, and the milliseconds of script that the page spent in them. */
  frames(): { readonly count: number; readonly ms: number };
  /** How often the page subscribed to its display: more than once is a defect. */
  subscriptions(): number;
}

/**
 * Puts `window.guest` into a page that runs in a plain browser: its frames come from requestAnimationFrame, its signals from
 * `window.fakeGuest`. Hand it to Playwright's `addInitScript`; it refers to nothing outside itself.
 */
export function installFakeGuest(options: { width: number; height: number; signals: Signals }): void {
  const values: Record<string, SignalValue> = { ...options.signals };
  const takers = new Set<(changed: Signals) => void>();
  const settings: Record<string, string | undefined> = {};
  const choosers = new Set<(changed: Readonly<Record<string, string | undefined>>) => void>();
  const draws = new Set<(at: number) => void>();
  let swings: Parameters<FakeGuest["sweep"]>[0] = {};
  let count = 0;
  let ms = 0;
  let subscriptions = 0;

  const set = (changed: Signals): void => {
    Object.assign(values, changed);
    for (const take of takers) take(changed);
  };
  const frame = (at: number): void => {
    const swung = Object.entries(swings).map(([path, { low, high, period }]) => {
      const share = (1 - Math.cos((at / period) * 2 * Math.PI)) / 2;
      return [path, low + (high - low) * share] as const;
    });
    if (swung.length > 0) set(Object.fromEntries(swung));
    const before = performance.now();
    for (const draw of draws) draw(at);
    ms += performance.now() - before;
    count += 1;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  const guest: GuestApi = {
    domid: 1,
    name: "fake",
    connectors: Promise.resolve([{ uniqueId: "fake-0", width: options.width, height: options.height }]),
    onFrame(draw) {
      subscriptions += 1;
      draws.add(draw);
      return () => void draws.delete(draw);
    },
    onSignals(take) {
      takers.add(take);
      take({ ...values });
      return () => void takers.delete(take);
    },
    settings: {
      onChange(take) {
        choosers.add(take);
        take({ ...settings });
        return () => void choosers.delete(take);
      },
      set(key, value) {
        settings[key] = value;
        for (const take of choosers) take({ [key]: value });
      },
    },
  };
  const fakeGuest: FakeGuest = {
    set,
    sweep: (to) => void (swings = to),
    frames: () => ({ count, ms }),
    subscriptions: () => subscriptions,
  };
  Object.assign(window, { guest, fakeGuest });
}

declare global {
  interface Window {
    readonly fakeGuest: FakeGuest;
  }
}
