/** dom0's detectors, wired to what they watch. Each judges by itself (main/detection); what becomes of a domain is said here, in one place. */
import type { DomId } from "../protocol/ids.ts";
import type { Timer, Timers } from "../protocol/ports.ts";
import { vssSignals, type VssPath } from "../protocol/vss.ts";
import type { BackendHost } from "./backends/backend-host.ts";
import { CameraWatch, type CameraState } from "./detection/camera-watch.ts";
import type { OnDetection } from "./detection/detection.ts";
import { FreezeSignature } from "./detection/freeze-signature.ts";
import { Heartbeats } from "./detection/heartbeats.ts";
import { InputDeadlines } from "./detection/input-deadlines.ts";
import { LoopWatch } from "./detection/loop-watch.ts";
import { RingStalls, type Consumed } from "./detection/ring-stalls.ts";
import { SignalAges } from "./detection/signal-ages.ts";
import type { Dom0 } from "./dom0.ts";
import { SHUTDOWN } from "./hypervisor/domain.ts";
import type { DetectionConfig } from "./toolstack/cockpit.ts";
import { slotOf, type SignalStore } from "./vehicle/signal-store.ts";

const LOOK_MS = 100;
/** Rings are looked at at every so many looks. */
const RINGS_EVERY = 3;

export interface DetectorOptions {
  readonly config: DetectionConfig;
  readonly timers: Timers;
  readonly signals: SignalStore;
  readonly backends: BackendHost;
  /** Whether the domain's vCPUs may run. */
  readonly runs: (domid: DomId) => boolean;
  readonly nameOf: (domid: DomId) => string;
  /** Flips shown on a connector by the guest that has it and may run; undefined when none has. */
  readonly flipsOf: (connector: string) => { readonly domain: string; readonly flips: number } | undefined;
  /** The domain is of no use as it is: the watchdog shuts it down, and its config says what comes then. */
  readonly shutDown: (domid: DomId) => void;
  readonly domidOfDisplay: (display: string) => DomId | undefined;
  readonly onCamera: (state: CameraState, ms: number) => void;
  readonly onDetection: OnDetection;
}

export class Detectors {
  readonly camera: CameraWatch;
  readonly heartbeats: Heartbeats;
  readonly #options: DetectorOptions;
  readonly #rings: RingStalls;
  readonly #ages: SignalAges;
  readonly #inputs: InputDeadlines;
  readonly #loop: LoopWatch;
  /** By display. */
  readonly #signatures: ReadonlyMap<string, readonly FreezeSignature[]>;
  /** What guests were last told of the signals that pictures are held against: a value that is not flushed yet nobody can show. */
  readonly #told = new Map<VssPath, number | undefined>();
  #looks = 0;
  #timer: Timer | undefined;

  constructor(options: DetectorOptions) {
    this.#options = options;
    const { config, timers, signals, nameOf, onDetection, shutDown } = options;
    this.heartbeats = new Heartbeats({
      timers,
      limitMs: config.heartbeatMs,
      runs: options.runs,
      onSilent: (domid, ms) => {
        onDetection({ detector: "heartbeat", target: nameOf(domid), detail: `no heartbeat for ${ms} ms` });
        shutDown(domid);
      },
    });
    this.#rings = new RingStalls(config.ringStallMs, ({ key, domid, cons, prod }, ms) => {
      onDetection({
        detector: "ring-stall",
        target: nameOf(domid),
        detail: `${key}: cons ${cons} behind prod ${prod} for ${Math.round(ms)} ms`,
      });
      shutDown(domid);
    });
    const limits = vssSignals.flatMap(({ path }, index) => {
      const limitMs = config.signalAgeMs[path];
      return limitMs === undefined ? [] : [{ path, index, limitMs }];
    });
    this.#ages = new SignalAges(signals, limits, ({ path }, ageMs) => {
      onDetection({ detector: "signal-age", target: path, detail: `${Math.round(ageMs)} ms old` });
    });
    this.#inputs = new InputDeadlines(config.inputMs, (connector, ms) => {
      const target = options.flipsOf(connector)?.domain ?? connector;
      onDetection({ detector: "input-deadline", target, detail: `no frame for ${Math.round(ms)} ms after an input` });
    });
    this.#loop = new LoopWatch(config.loopMs, (ms) => {
      onDetection({ detector: "loop", target: "dom0", detail: `held up for ${Math.round(ms)} ms` });
    });
    this.camera = new CameraWatch({ lostMs: config.cameraLostMs, frozenMs: config.cameraFrozenMs }, (state, ms) => {
      if (state === "lost" || state === "frozen")
        onDetection({ detector: "camera", target: "camera", detail: `${state} for ${Math.round(ms)} ms` });
      options.onCamera(state, ms);
    });
    if (config.signatures.length > 0) {
      signals.onFlush(() => {
        for (const { signal } of config.signatures) this.#told.set(signal, signals.value(slotOf(signal)));
      });
    }
    const signatures = new Map<string, FreezeSignature[]>();
    for (const { display, signal, step, ms } of config.signatures) {
      const found = new FreezeSignature({ display, signal, step, limitMs: ms }, (frozenMs) => {
        const domid = options.domidOfDisplay(display);
        if (domid === undefined) return;
        const detail = `${display} has not changed for ${Math.round(frozenMs)} ms, and ${signal} has`;
        onDetection({ detector: "freeze-signature", target: nameOf(domid), detail });
        shutDown(domid);
      });
      signatures.set(display, [...(signatures.get(display) ?? []), found]);
    }
    this.#signatures = signatures;
  }

  start(): void {
    this.#timer ??= this.#options.timers.after(LOOK_MS, () => this.#look());
  }

  /** No timer stands after it. Harmless twice. */
  close(): void {
    this.#timer?.cancel();
    this.heartbeats.close();
  }

  /** Input went to a display. */
  input(connector: string): void {
    const shown = this.#options.flipsOf(connector);
    if (shown) this.#inputs.input(connector, shown.flips, this.#options.timers.now());
  }

  /** The pixels of a display's n-th region, in whatever words: `signatures` of cockpit.yaml, the display's own in order. */
  signature(display: string, index: number, signature: string | undefined): void {
    const rules = this.#options.config.signatures.filter((rule) => rule.display === display);
    const rule = rules[index];
    if (!rule) return;
    const value = this.#told.get(rule.signal);
    this.#signatures.get(display)?.[index]?.sample(signature, value, this.#options.timers.now());
  }

  #look(): void {
    const { timers, flipsOf } = this.#options;
    const now = timers.now();
    this.#timer = timers.after(LOOK_MS, () => this.#look());
    this.#loop.look(now, LOOK_MS);
    this.#ages.look(now);
    this.camera.look(now);
    this.#inputs.look((connector) => flipsOf(connector)?.flips, now);
    if (this.#looks++ % RINGS_EVERY === 0) this.#rings.look(this.#consumed(), now);
  }

  /** The rings that guests take from. */
  *#consumed(): Generator<Consumed> {
    for (const { address, scope } of this.#options.backends.devices) {
      const { type, domid, devid } = address;
      if (!this.#options.runs(domid)) continue;
      for (const { name, half } of scope.rings) {
        if (half.kind !== "kbd-events" && half.kind !== "displ-events") continue;
        const { inCons: cons, inProdPvt: prod } = half.ring.indices;
        yield { key: `${type}/${devid}/${name}`, domid, cons, prod };
      }
    }
  }
}

/** A dom0's detectors. */
export function detectorsOf(dom0: Dom0, timers: Timers, onCamera: (state: CameraState, ms: number) => void): Detectors {
  const runs = (domid: DomId): boolean => dom0.hypervisor.runs(domid);
  return new Detectors({
    config: dom0.cockpit.detection,
    timers,
    signals: dom0.signals,
    backends: dom0.backends,
    runs,
    nameOf: (domid) => dom0.nameOf(domid),
    flipsOf: (uniqueId) => {
      const { connector } = dom0.displays.find((display) => display.connector.uniqueId === uniqueId) ?? {};
      if (connector?.domid === undefined || !runs(connector.domid)) return undefined;
      return { domain: dom0.nameOf(connector.domid), flips: connector.stats.flips };
    },
    shutDown: (domid) => dom0.shutdown(domid, SHUTDOWN.watchdog),
    domidOfDisplay: (name) => dom0.displays.find(({ config }) => config.name === name)?.connector.domid,
    onCamera,
    onDetection: ({ detector, target, detail }) => dom0.detected(detector, target, detail),
  });
}
