import type { GuestApi, SignalValue, Told } from "../../protocol/bridge.ts";

type Signals = Readonly<Record<string, SignalValue>>;

/** What a test does to a page that runs on the fake kernel: `window.fakeGuest`. */
export interface FakeGuest {
  /** What the page keeps over its restarts, by key. */
  kept(): Readonly<Record<string, string | undefined>>;
  /** Keeps a text, as the page itself or another one of its cockpit does. */
  keep(key: string, value: string | undefined): void;
  /** Tells the page, as another domain does. */
  told(changed: Told): void;
  /** What the page tells now, and how often it told each topic. */
  tells(): { readonly now: Told; readonly times: Readonly<Record<string, number>> };
  /** Changes signals; the page is told at once, as by its kernel. */
  set(changed: Signals): void;
  /** From the next frame on these signals swing from `low` to `high` and back, each in its own period of milliseconds. */
  sweep(swings: Readonly<Record<string, { readonly low: number; readonly high: number; readonly period: number }>>): void;
  /** Lets the display's clock jump by so many milliseconds; resolves when the page has drawn what became of it. */
  pass(ms: number): Promise<void>;
  /** Frames drawn so far, and the milliseconds of script that the page spent in them. */
  frames(): { readonly count: number; readonly ms: number };
  /** How often the page subscribed to its display: more than once is a defect. */
  subscriptions(): number;
}

/**
 * Puts `window.guest` into a page that runs in a plain browser: its frames come from requestAnimationFrame, its signals from
 * `window.fakeGuest`. Hand it to Playwright's `addInitScript`; it refers to nothing outside itself.
 */
export function installFakeGuest(options: {
  width: number;
  height: number;
  signals: Signals;
  kept?: Readonly<Record<string, string>>;
}): void {
  const values: Record<string, SignalValue> = { ...options.signals };
  const takers = new Set<(changed: Signals) => void>();
  const draws = new Set<(at: number) => void>();
  let jumped = 0;
  let swings: Parameters<FakeGuest["sweep"]>[0] = {};
  let count = 0;
  let ms = 0;
  let subscriptions = 0;

  const kept: Record<string, string | undefined> = { ...options.kept };
  const keepers = new Set<(changed: typeof kept) => void>();
  /** As dom0 does: what is kept for all displays comes back as a signal, as delivered when it is forgotten. */
  const hmi = "Vehicle.Cabin.Infotainment.HMI";
  const spoken: Readonly<Record<string, readonly [path: string, values: readonly string[], delivered: string]>> = {
    language: [`${hmi}.CurrentLanguage`, ["en", "de", "zh", "ar"], "en"],
    "distance-unit": [`${hmi}.DistanceUnit`, ["mi", "km"], "km"],
    "temperature-unit": [`${hmi}.TemperatureUnit`, ["C", "F"], "C"],
    "pressure-unit": [`${hmi}.TirePressureUnit`, ["psi", "kPa", "bar"], "bar"],
    theme: [`${hmi}.DayNightMode`, ["day", "night"], "auto"],
  };
  const asSignal = (key: string): Signals => {
    const [path, allowed, delivered] = spoken[key] ?? ["", [], ""];
    const index = allowed.indexOf(kept[key] ?? delivered);
    return path === "" ? {} : { [path]: index === -1 ? undefined : index };
  };
  for (const key of Object.keys(kept)) Object.assign(values, asSignal(key));

  const told: Record<string, unknown> = {};
  const hearers = new Set<(changed: Told) => void>();
  const telling: Record<string, unknown> = {};
  const times: Record<string, number> = {};

  const set = (changed: Signals): void => {
    Object.assign(values, changed);
    for (const take of takers) take(changed);
  };
  const keep: FakeGuest["keep"] = (key, value) => {
    kept[key] = value;
    for (const take of keepers) take({ [key]: value });
    set(asSignal(key));
  };
  const frame = (now: number): void => {
    const at = now + jumped;
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
        keepers.add(take);
        take({ ...kept });
        return () => void keepers.delete(take);
      },
      set: keep,
    },
    tell(topic, value) {
      telling[topic] = value;
      times[topic] = (times[topic] ?? 0) + 1;
    },
    onTold(take) {
      hearers.add(take);
      take({ ...told });
      return () => void hearers.delete(take);
    },
  };
  const fakeGuest: FakeGuest = {
    kept: () => ({ ...kept }),
    keep,
    told: (changed) => {
      Object.assign(told, changed);
      for (const take of hearers) take(changed);
    },
    tells: () => ({ now: { ...telling }, times: { ...times } }),
    set,
    sweep: (to) => void (swings = to),
    pass: (by) =>
      new Promise((resolve) => {
        jumped += by;
        // The frame that hears of it, and the next, before which React has put it into the page.
        requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
      }),
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
