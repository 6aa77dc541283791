/**
 * The EDID that a connector answers GET_EDID with: VESA E-EDID Standard, structure version 1.4, one base block.
 *
 * It describes what the connector is and no more: one timing, its resolution at the connector's refresh rate, with the blanking of VESA CVT 1.2
 * (reduced blanking). The offsets below are the block's octets.
 */

/** What an EDID is made for. Pixels. */
export interface EdidOf {
  /** What the monitor is called: the first 13 characters count. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly refreshHz: number;
}

const BLOCK = 128;
const HEADER = [0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00];
/** "ARG", five bits a letter: letters a manufacturer would have registered. */
const MANUFACTURER = (1 << 10) | (18 << 5) | 7;
const PRODUCT = 1;
const MODEL_YEAR = 2015;
/** Digital, 8 bits a colour, interface not defined. */
const INPUT = 0xa0;
const GAMMA_2_2 = 120;
/** sRGB, and the first timing is the native one; RGB 4:4:4 only, no continuous frequency. */
const FEATURES = 0x06;
/** sRGB's primaries and white, as the standard packs them. */
const CHROMATICITY = [0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54];
const UNUSED_STANDARD_TIMING = 0x01;
const DESCRIPTORS_AT = 54;
const DESCRIPTOR = 18;
const TAG_NAME = 0xfc;
const TAG_DUMMY = 0x10;
const NAME_LENGTH = 13;

/** A detailed timing has 12 bits for a number of pixels, and 16 for the clock in 10 kHz. */
const TIMING_MAX = 0xfff;
const CLOCK_MAX = 0xffff;
/** Digital separate sync, + horizontal, - vertical: how CVT says that blanking is reduced. */
const SYNC = 0x1a;

const H_BLANK = 160;
const H_FRONT = 48;
const H_SYNC = 32;
const V_FRONT = 3;
const V_BACK_MIN = 6;
const V_BLANK_MIN_S = 460e-6;
const MM_A_PIXEL = 25.4 / 96;

/** CVT tells the aspect ratio by the width of the vertical sync. */
const V_SYNC: readonly (readonly [width: number, height: number, lines: number])[] = [
  [4, 3, 4],
  [16, 9, 5],
  [16, 10, 6],
  [5, 4, 7],
  [15, 9, 7],
];
const V_SYNC_OTHER = 10;

/** One block of 128 octets; undefined for a resolution that a detailed timing cannot say. */
export function connectorEdid(of: EdidOf): Uint8Array<ArrayBuffer> | undefined {
  const timing = detailedTiming(of);
  if (!timing) return undefined;
  const edid = new Uint8Array(BLOCK);
  const mm = sizeMm(of);
  edid.set(HEADER);
  edid.set([MANUFACTURER >> 8, MANUFACTURER & 0xff, PRODUCT & 0xff, PRODUCT >> 8], 8);
  // Serial number and week are not given.
  edid.set([MODEL_YEAR - 1990, 1, 4, INPUT, centimetres(mm.width), centimetres(mm.height), GAMMA_2_2, FEATURES], 17);
  edid.set(CHROMATICITY, 25);
  edid.fill(UNUSED_STANDARD_TIMING, 38, DESCRIPTORS_AT);
  edid.set(timing, DESCRIPTORS_AT);
  edid.set(descriptor(TAG_NAME, nameOctets(of.name)), DESCRIPTORS_AT + DESCRIPTOR);
  edid.set(descriptor(TAG_DUMMY, []), DESCRIPTORS_AT + 2 * DESCRIPTOR);
  edid.set(descriptor(TAG_DUMMY, []), DESCRIPTORS_AT + 3 * DESCRIPTOR);
  const sum = edid.reduce((total, octet) => total + octet, 0);
  edid[BLOCK - 1] = (0x100 - (sum & 0xff)) & 0xff;
  return edid;
}

function detailedTiming({ width, height, refreshHz, ...rest }: EdidOf): readonly number[] | undefined {
  const aspect = V_SYNC.find(([w, h]) => width * h === height * w);
  const vSync = aspect?.[2] ?? V_SYNC_OTHER;
  const lineS = (1 / refreshHz - V_BLANK_MIN_S) / height;
  const vBlank = Math.max(Math.floor(V_BLANK_MIN_S / lineS) + 1, V_FRONT + vSync + V_BACK_MIN);
  const clock = Math.round(((width + H_BLANK) * (height + vBlank) * refreshHz) / 10_000);
  if (width > TIMING_MAX || height > TIMING_MAX || vBlank > TIMING_MAX || clock > CLOCK_MAX) return undefined;
  const mm = sizeMm({ width, height, refreshHz, ...rest });
  const high = (a: number, b: number): number => ((a >> 8) << 4) | (b >> 8);
  // prettier-ignore
  return [
    clock & 0xff, clock >> 8,
    width & 0xff, H_BLANK & 0xff, high(width, H_BLANK),
    height & 0xff, vBlank & 0xff, high(height, vBlank),
    H_FRONT, H_SYNC, (V_FRONT << 4) | vSync, 0,
    mm.width & 0xff, mm.height & 0xff, high(mm.width, mm.height),
    0, 0, SYNC,
  ];
}

/** At the 96 pixels an inch that CSS takes for granted: nobody knows how big the glass is. */
const sizeMm = ({ width, height }: EdidOf): { readonly width: number; readonly height: number } => ({
  width: Math.round(width * MM_A_PIXEL),
  height: Math.round(height * MM_A_PIXEL),
});

const centimetres = (mm: number): number => Math.min(0xff, Math.max(1, Math.round(mm / 10)));

function descriptor(tag: number, octets: readonly number[]): readonly number[] {
  return [0, 0, 0, tag, 0, ...octets, ...new Array<number>(NAME_LENGTH - octets.length).fill(0)];
}

/** The name as the standard wants it: printable ASCII, ended by a line feed where there is room for one, and then blanks. */
function nameOctets(name: string): readonly number[] {
  const text = name.replace(/[^ -~]/g, "?").slice(0, NAME_LENGTH);
  return [...(text.length < NAME_LENGTH ? `${text}\n` : text).padEnd(NAME_LENGTH)].map((letter) => letter.charCodeAt(0));
}
