/** A cockpit: what cockpit.yaml and the xl.cfg files it names say, read, checked against each other and with every default in place. */
import type { ChoiceName } from "../../protocol/settings.ts";
import type { TellTopic } from "../../protocol/tells.ts";
import type { VehicleGeometry } from "../../protocol/vehicle-geometry.ts";
import type { VssPath } from "../../protocol/vss.ts";
import type { PATTERN_FORMATS } from "./cockpit-schema.ts";
import type { ConfigProblem } from "./config-problem.ts";
import type { DomainConfig } from "./domain-config.ts";
import type { WebApp } from "./web-app.ts";

/** A file's text, or why there is none. The path is as the cockpit's folder was given, with the file's name behind it. */
export type ReadFile = (path: string) => { readonly ok: true; readonly value: string } | { readonly ok: false; readonly error: string };

/** What a display shows of a guest that is dead or silent. */
export type LeasePolicy = "hold" | "blank" | "placeholder";

/** One physical display. Pixels. */
export interface DisplayConfig {
  readonly name: string;
  /** unique-id of the vdispl connector whose frames it shows. */
  readonly connector: string;
  /** The domain that has the connector. */
  readonly domain: string;
  readonly width: number;
  readonly height: number;
  readonly lease: LeasePolicy;
  /** Whether dom0 draws the telltales on it. */
  readonly telltales: boolean;
  /** Whether dom0 shows the rear view on it. */
  readonly camera: boolean;
}

/** Where a user's own HMI comes from. */
export type AppSource =
  /** A folder with an index.html, watched for changes. */
  | { readonly kind: "folder"; readonly path: string }
  /** A development server on loopback; `origin` is all of the network that its page can reach. */
  | { readonly kind: "server"; readonly origin: string; readonly url: string };

/** The border of every guest that a user brought along, whatever the cockpit's file says (HMI.md: untrusted). */
export const UNTRUSTED_COLOUR = "#D9480F";

/** What runs in a domain. */
export type CockpitGuest =
  /** A sandboxed process. */
  | {
      readonly kind: "view";
      /** Which user space it runs: the folder below renderer/guests. */
      readonly hmi: string;
      /** A kernel of the user's own (a preload script) in place of ours. It is as little trusted as any guest's. */
      readonly kernel: string | undefined;
    }
  /** A sandboxed process with our kernel and a user's own user space. */
  | { readonly kind: "app"; readonly source: AppSource }
  /** Emulated by dom0: it draws a test pattern on granted pages. */
  | { readonly kind: "pattern"; readonly format: (typeof PATTERN_FORMATS)[number] }
  /** A kernel of its own, on a real Xen. */
  | { readonly kind: "domu" };

/** A reservation of processor time for each vCPU, as `xl sched-rtds` makes it. Microseconds. */
export interface RtdsConfig {
  readonly period: number;
  readonly budget: number;
  /** Whether the domain may have more where there is more; Xen's default. */
  readonly extratime: boolean;
}

/** One domain, in boot order. */
export interface CockpitDomain {
  readonly config: DomainConfig;
  /** The xl.cfg itself. */
  readonly file: string;
  readonly guest: CockpitGuest;
  /** Of its trusted border, as #rrggbb. */
  readonly colour: string;
  readonly kind: "linux" | "android";
  readonly signals: boolean;
  readonly rtds: RtdsConfig | undefined;
  /** The web apps of a user's own that its HMI offers, each confined to its folder. */
  readonly apps: readonly WebApp[];
  /** Of its settings, those that every display follows. */
  readonly chooses: readonly ChoiceName[];
  /** Whom it may tell what, by the name of the domain that hears it. */
  readonly tells: { readonly to: string; readonly topics: readonly TellTopic[] } | undefined;
}

export type CameraSource = { readonly kind: "synthetic" } | { readonly kind: "device" } | { readonly kind: "file"; readonly path: string };

/** The rear-view camera. How it is mounted is the car's. */
export interface CameraConfig {
  readonly source: CameraSource;
}

export type DriveSource = { readonly kind: "simulator" } | { readonly kind: "log"; readonly log: string; readonly dbc: readonly string[] };

/** Where the vehicle's signals come from. Paths are joined with the cockpit's folder. */
export interface DriveConfig {
  readonly source: DriveSource;
  /** 1 is real time. */
  readonly speed: number;
  /** How CAN signals become VSS signals. */
  readonly mapping: string | undefined;
}

/** When a guest counts as frozen, and how soon it comes back. */
export interface DetectionConfig {
  readonly freezeVblanks: number;
  /** A guest that has shown no frame so long after its start is shut down by the watchdog. */
  readonly startMs: number;
  /** A guest that stays frozen so long is shut down by the watchdog, and on_watchdog decides. */
  readonly watchdogMs: number;
  readonly restartBackoffMs: readonly number[];
  /** A domain that died so often in a row is not started again. */
  readonly giveUpAfter: number;
  /** A kernel that has armed its watchdog and says nothing for so long is taken for hung. */
  readonly heartbeatMs: number;
  /** A guest that takes nothing off a ring for so long, with something on it, is shut down by the watchdog. */
  readonly ringStallMs: number;
  /** After an input a frame has to come within so long. */
  readonly inputMs: number;
  /** dom0's loop may be held up for so long. */
  readonly loopMs: number;
  readonly cameraLostMs: number;
  readonly cameraFrozenMs: number;
  /** By VSS path: a value that is older is taken away. */
  readonly signalAgeMs: Readonly<Record<string, number>>;
  readonly signatures: readonly SignatureConfig[];
}

/** A region of a display that has to change while a signal does. Pixels of the display; `step` in the signal's unit. */
export interface SignatureConfig {
  readonly display: string;
  readonly signal: VssPath;
  readonly step: number;
  readonly ms: number;
  readonly region: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** What one guest may take of dom0. */
export interface GuestLimits {
  readonly xenstoreNodes: number;
  readonly xenstoreWatches: number;
  readonly xenstoreTransactions: number;
}

export interface Cockpit {
  readonly name: string;
  readonly folder: string;
  readonly displays: readonly DisplayConfig[];
  readonly domains: readonly CockpitDomain[];
  /** Whether dom0's warnings are heard. */
  readonly sound: boolean;
  readonly camera: CameraConfig;
  readonly vehicle: VehicleGeometry;
  readonly drive: DriveConfig;
  readonly detection: DetectionConfig;
  readonly limits: GuestLimits;
  /** Warnings and remarks: nothing in them keeps the cockpit from starting. */
  readonly notes: readonly ConfigProblem[];
}
