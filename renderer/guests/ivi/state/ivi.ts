import { createContext, use } from "react";
import type { GuestApi, SignalValue } from "../../../../protocol/bridge.ts";
import type { VssPath } from "../../../../protocol/vss.ts";
import { signal } from "../../../kit/signals.ts";
import { noOwnApps, type OwnApp, type OwnApps } from "../apps/own-apps.ts";
import { type Climate, startingClimate } from "../climate/climate.ts";
import { type MapCamera, startingCamera } from "../map/map-camera.ts";
import { type Guidance, Navigation } from "../map/navigation.ts";
import { type Player, playOn, stopped } from "../media/player.ts";
import { Synth } from "../media/synth.ts";
import { NoticeCenter } from "../notices/notice-center.ts";
import { type Call, callOn, noCall } from "../phone/call.ts";
import { appNames, type Place } from "./app-names.ts";
import { type DriverLock, driverLock } from "./driver-lock.ts";
import { Keeper } from "./keeper.ts";
import type { Kept } from "./kept.ts";
import { createStore, type Store } from "./store.ts";
import { Teller } from "./teller.ts";
import { recordTrip, startingTrip, type Trip } from "./trip.ts";

/** Milliseconds between two updates of what is shown as text: a driver cannot read faster. */
const SLOW_MS = 250;
/** Longest step of the dead reckoning: a page that was held back for longer does not leap. */
const LONGEST_STEP_MS = 1000;

/** Everything this page knows, and the one step that moves it on. */
export class Ivi {
  readonly app = createStore<{ readonly name: Place }>({ name: "home" });
  readonly climate: Store<Climate> = createStore(startingClimate);
  readonly player: Store<Player> = createStore(stopped);
  readonly call = createStore<{ readonly call: Call }>({ call: noCall });
  readonly camera: Store<MapCamera> = createStore(startingCamera);
  readonly lock = createStore<{ readonly lock: DriverLock }>({ lock: "unknown" });
  readonly fonts = createStore<{ readonly ready: boolean }>({ ready: false });
  readonly trip: Store<Trip> = createStore(startingTrip);
  readonly own: Store<OwnApps> = createStore(noOwnApps);
  readonly search = createStore<{ readonly what: "street" | "contact"; readonly typed: string }>({ what: "street", typed: "" });
  readonly frames = createStore<{ readonly perSecond: number }>({ perSecond: 0 });
  readonly guidance: Store<Guidance>;
  readonly time: Store<{ readonly now: Date }>;
  readonly navigation: Navigation;
  readonly synth = new Synth();
  readonly keeper: Keeper;
  readonly notices: NoticeCenter;
  readonly #teller: Teller;
  readonly #now: () => Date;
  #slow = SLOW_MS;
  #counted = 0;
  #countedMs = 0;

  constructor(seed: number, now: () => Date, { settings, tell }: Pick<GuestApi, "settings" | "tell">) {
    this.#now = now;
    this.navigation = new Navigation(seed);
    this.guidance = createStore(this.navigation.guidance);
    this.time = createStore({ now: now() });
    this.notices = new NoticeCenter(now);
    this.keeper = new Keeper(settings, { get: () => this.#kept(), set: (kept) => this.#restore(kept) });
    this.#teller = new Teller(tell);
  }

  open(name: Place): void {
    if (this.app.get().name !== name) this.app.set({ name });
  }

  openOwn(app: OwnApp): void {
    this.own.set((own) => ({ ...own, opened: app }));
    this.open("own");
  }

  /** Opens the search with nothing typed. */
  find(what: "street" | "contact"): void {
    this.search.set({ what, typed: "" });
    this.open("search");
  }

  /** Changes the player from a touch or a key, which is also what lets the page make a sound. */
  play(change: (player: Player) => Player): void {
    this.player.set(change);
    if (this.player.get().playing) this.synth.wake();
    this.synth.follow(this.player.get());
  }

  /** One frame, `elapsed` milliseconds after the one before. */
  step(elapsed: number): void {
    this.navigation.step({ speed: signal("Vehicle.Speed"), fix: fixOf(signal) }, Math.min(elapsed, LONGEST_STEP_MS));
    this.#slow += elapsed;
    this.#counted += 1;
    if (this.#slow < SLOW_MS) return;
    const passed = this.#slow;
    this.#slow = 0;
    this.#slowStep(passed);
  }

  #slowStep(elapsed: number): void {
    const now = this.#now();
    if (now.getMinutes() !== this.time.get().now.getMinutes()) this.time.set({ now });
    this.player.set((player) => playOn(player, elapsed));
    this.synth.follow(this.player.get());
    const call = callOn(this.call.get().call, elapsed);
    if (call !== this.call.get().call) this.call.set({ call });
    const lock = driverLock(this.lock.get().lock, signal("Vehicle.Speed"));
    if (lock !== this.lock.get().lock) this.lock.set({ lock });
    this.notices.step({ lock, player: this.player.get(), read: signal }, elapsed);
    this.trip.set((trip) => recordTrip(trip, signal("Vehicle.Speed"), elapsed));
    const { guidance } = this.navigation;
    if (guidance.toTurn !== this.guidance.get().toTurn) this.guidance.set(guidance);
    this.keeper.step();
    this.#teller.step({ guidance, limit: this.navigation.limit, player: this.player.get() }, elapsed);
    this.#countFrames(elapsed);
  }

  #kept(): Kept {
    const { northUp, zoom } = this.camera.get();
    const { volume, track } = this.player.get();
    const { name } = this.app.get();
    return { app: appNames.find((app) => app === name) ?? "home", northUp, zoom, volume, track, climate: this.climate.get() };
  }

  #restore({ app, northUp, zoom, volume, track, climate }: Kept): void {
    this.open(app);
    this.camera.set((camera) => ({ ...camera, northUp, zoom, held: undefined }));
    this.player.set((player) => (player.track === track ? { ...player, volume } : { ...player, volume, track, position: 0 }));
    this.climate.set(climate);
  }

  #countFrames(elapsed: number): void {
    this.#countedMs += elapsed;
    if (this.#countedMs < 1000) return;
    const perSecond = Math.round((this.#counted * 1000) / this.#countedMs);
    if (perSecond !== this.frames.get().perSecond) this.frames.set({ perSecond });
    this.#counted = 0;
    this.#countedMs = 0;
  }
}

function fixOf(read: (path: VssPath) => SignalValue): { readonly latitude: number; readonly longitude: number } | undefined {
  const latitude = read("Vehicle.CurrentLocation.Latitude");
  const longitude = read("Vehicle.CurrentLocation.Longitude");
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
}

export const IviContext = createContext<Ivi | undefined>(undefined);

/** The page's state; only below IviContext. */
export function useIvi(): Ivi {
  const ivi = use(IviContext);
  if (ivi === undefined) throw new Error("useIvi outside IviContext");
  return ivi;
}
