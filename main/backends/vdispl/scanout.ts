import type { DomId } from "../../../protocol/ids.ts";
import type { GrantMapping } from "../../../protocol/ports.ts";

/** A guest's frame: `height` rows of `stride` octets, from octet `dataOfs` of its granted pages. The guest may write them at any time. */
export interface Framebuffer {
  readonly cookie: bigint;
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly octetsAPixel: number;
  /** FOURCC, drm_fourcc.h. */
  readonly pixelFormat: number;
  readonly pages: GrantMapping;
  readonly dataOfs: number;
}

/** What SET_CONFIG asks for: `fb` shown at a place of the connector. Pixels. */
export interface ScanoutMode {
  readonly fb: Framebuffer;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One guest's hold on a connector. After `release` nothing here does anything, and no flip is reported. */
export interface Scanout {
  /** Undefined turns the connector off; flips that are queued are dropped then. */
  setMode(mode: ScanoutMode | undefined): void;
  /** Shows `fb` from some later vblank on, in order, one a vblank. False: too many wait, or the connector is off. */
  queueFlip(fb: Framebuffer): boolean;
  /** Harmless twice. */
  release(): void;
}

/** A display output as vdispl needs it. main/displays has one. */
export interface ScanoutConnector {
  /** As the toolstack's `unique-id`. */
  readonly uniqueId: string;
  readonly refreshHz: number;
  /** Undefined when another domain holds it. `onFlipDone` is called at the vblank that shows a flip, with the clock's time. */
  lease(domid: DomId, onFlipDone: (fb: Framebuffer, at: number) => void): Scanout | undefined;
}

/** Finds the connector of a `unique-id`. */
export type ScanoutLookup = (uniqueId: string) => ScanoutConnector | undefined;
