/** What this page keeps over its restarts for itself alone: a text by key. A kept text may be garbage and is bounded when it is read. */
import { type Climate, COLDEST, FAN_STEPS, SEAT_STEPS, startingClimate, WARMEST } from "../climate/climate.ts";
import { startingCamera } from "../map/map-camera.ts";
import { ZOOM_MAX, ZOOM_MIN } from "../map/viewport.ts";
import { stopped, VOLUME_STEPS } from "../media/player.ts";
import { playlist } from "../media/playlist.ts";
import { type AppName, appNames } from "./app-names.ts";

export interface Kept {
  readonly app: AppName;
  readonly northUp: boolean;
  readonly zoom: number;
  readonly volume: number;
  readonly track: number;
  readonly climate: Climate;
}

/** The page as delivered. */
export const delivered: Kept = {
  app: "home",
  northUp: startingCamera.northUp,
  zoom: startingCamera.zoom,
  volume: stopped.volume,
  track: stopped.track,
  climate: startingClimate,
};

export type Texts = Readonly<Record<string, string>>;

interface Row {
  readonly write: (kept: Kept) => string;
  /** Undefined: not a text that was written here. */
  readonly read: (text: string, before: Kept) => Kept | undefined;
}

type NumberOf<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T];
type SwitchOf<T> = { [K in keyof T]: T[K] extends boolean ? K : never }[keyof T];

const SWITCH = ["off", "on"];

const rows: Readonly<Record<string, Row>> = {
  "last-app": {
    write: ({ app }) => app,
    read: (text, before) => {
      const app = appNames.find((name) => name === text);
      return app && { ...before, app };
    },
  },
  "map-north-up": {
    write: ({ northUp }) => SWITCH[Number(northUp)] ?? "",
    read: (text, before) => (SWITCH.includes(text) ? { ...before, northUp: text === "on" } : undefined),
  },
  "map-scale": number("zoom", ZOOM_MIN, ZOOM_MAX),
  volume: whole("volume", VOLUME_STEPS),
  track: whole("track", playlist.length - 1),
  "climate-driver": climateNumber("driver", COLDEST, WARMEST, /^\d{2}(\.\d{1,3})?$/),
  "climate-passenger": climateNumber("passenger", COLDEST, WARMEST, /^\d{2}(\.\d{1,3})?$/),
  "climate-driver-seat": climateNumber("driverSeat", 0, SEAT_STEPS, /^\d$/),
  "climate-passenger-seat": climateNumber("passengerSeat", 0, SEAT_STEPS, /^\d$/),
  "climate-fan": climateNumber("fan", 0, FAN_STEPS, /^\d$/),
  "climate-front-defrost": climateSwitch("frontDefrost"),
  "climate-rear-defrost": climateSwitch("rearDefrost"),
  "climate-cooling": climateSwitch("cooling"),
};

export const keptKeys: readonly string[] = Object.keys(rows);

export function writeKept(kept: Kept): Texts {
  return Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, row.write(kept)]));
}

/** What `texts` say, and where they say nothing or nonsense what was `before`. */
export function readKept(texts: Readonly<Record<string, string | undefined>>, before: Kept): Kept {
  let kept = before;
  for (const [key, row] of Object.entries(rows)) {
    // TRUST: a text from the kernel's store; each row's `read` refuses what is not of its form or out of its bounds.
    const text = texts[key];
    if (text !== undefined) kept = row.read(text, kept) ?? kept;
  }
  const { climate } = kept;
  return { ...kept, climate: { ...climate, cooling: climate.cooling && climate.fan > 0 } };
}

function number(field: NumberOf<Kept>, low: number, high: number, form = /^\d(\.\d{1,3})?$/): Row {
  return {
    write: (kept) => String(Math.round(kept[field] * 1000) / 1000),
    read: (text, before) => within(text, form, low, high, (value) => ({ ...before, [field]: value })),
  };
}

function whole(field: NumberOf<Kept>, high: number): Row {
  return number(field, 0, high, /^\d{1,2}$/);
}

function climateNumber(field: NumberOf<Climate>, low: number, high: number, form: RegExp): Row {
  return {
    write: ({ climate }) => String(Math.round(climate[field] * 1000) / 1000),
    read: (text, before) => within(text, form, low, high, (value) => ({ ...before, climate: { ...before.climate, [field]: value } })),
  };
}

function climateSwitch(field: SwitchOf<Climate>): Row {
  return {
    write: ({ climate }) => SWITCH[Number(climate[field])] ?? "",
    read: (text, before) => (SWITCH.includes(text) ? { ...before, climate: { ...before.climate, [field]: text === "on" } } : undefined),
  };
}

function within(text: string, form: RegExp, low: number, high: number, take: (value: number) => Kept): Kept | undefined {
  const value = form.test(text) ? Number(text) : NaN;
  return value >= low && value <= high ? take(value) : undefined;
}
