/**
 * The virtual sound card. ABI: xen/include/public/io/sndif.h, protocol version 2.
 *
 * A stream has a ring of 64-octet requests and responses, and a page of 64-octet events, as a display's connector has. Samples, volumes
 * and mutes travel in the buffer that OPEN describes; requests name a stretch of it.
 */
import type { EventRingLayout } from "../event-page.ts";
import { i32, struct, tagged, u16, u32, u64, u8, type VariantOf } from "../struct.ts";

export const XENSND_PROTOCOL_VERSION = 2;

// prettier-ignore
export const XENSND_OP = {
  OPEN: 0, CLOSE: 1, READ: 2, WRITE: 3, SET_VOLUME: 4, GET_VOLUME: 5, MUTE: 6, UNMUTE: 7, TRIGGER: 8,
  /** Version 2. */
  HW_PARAM_QUERY: 9,
} as const;
export const XENSND_OP_TRIGGER = { START: 0, PAUSE: 1, STOP: 2, RESUME: 3 } as const;
export const XENSND_EVT_CUR_POS = 0;

// prettier-ignore
/** A sample's form; bit n of `formats` is form n. */
export const XENSND_PCM_FORMAT = {
  S8: 0, U8: 1, S16_LE: 2, S16_BE: 3, U16_LE: 4, U16_BE: 5, S24_LE: 6, S24_BE: 7, U24_LE: 8, U24_BE: 9, S32_LE: 10, S32_BE: 11,
  U32_LE: 12, U32_BE: 13, F32_LE: 14, F32_BE: 15, F64_LE: 16, F64_BE: 17, IEC958_SUBFRAME_LE: 18, IEC958_SUBFRAME_BE: 19,
  MU_LAW: 20, A_LAW: 21, IMA_ADPCM: 22, MPEG: 23, GSM: 24,
} as const;
export type SndPcmFormat = keyof typeof XENSND_PCM_FORMAT;

// prettier-ignore
/** XENSND_PCM_FORMAT_…_STR: the same in the store. */
export const XENSND_PCM_FORMAT_STR = {
  S8: "s8", U8: "u8", S16_LE: "s16_le", S16_BE: "s16_be", U16_LE: "u16_le", U16_BE: "u16_be",
  S24_LE: "s24_le", S24_BE: "s24_be", U24_LE: "u24_le", U24_BE: "u24_be", S32_LE: "s32_le", S32_BE: "s32_be",
  U32_LE: "u32_le", U32_BE: "u32_be", F32_LE: "float_le", F32_BE: "float_be", F64_LE: "float64_le", F64_BE: "float64_be",
  IEC958_SUBFRAME_LE: "iec958_subframe_le", IEC958_SUBFRAME_BE: "iec958_subframe_be",
  MU_LAW: "mu_law", A_LAW: "a_law", IMA_ADPCM: "ima_adpcm", MPEG: "mpeg", GSM: "gsm",
} as const satisfies Record<SndPcmFormat, string>;
/** The longest of them may be so long, octets. */
export const XENSND_SAMPLE_FORMAT_MAX_LEN = 24;
/** A rate in the store may be so long, octets. */
export const XENSND_SAMPLE_RATE_MAX_LEN = 11;

/** Of every packet: request, response, event. */
export const SND_PACKET_SIZE = 64;

const STRETCH = { offset: [8, u32], length: [12, u32] } as const;
// prettier-ignore
const HW_PARAM = {
  formats:     [ 8, u64],
  ratesMin:    [16, u32, "rates.min"],    ratesMax:    [20, u32, "rates.max"],
  channelsMin: [24, u32, "channels.min"], channelsMax: [28, u32, "channels.max"],
  bufferMin:   [32, u32, "buffer.min"],   bufferMax:   [36, u32, "buffer.max"],
  periodMin:   [40, u32, "period.min"],   periodMax:   [44, u32, "period.max"],
} as const;

/** What every request begins with, known operation or not. */
export const sndReqHeader = struct("xensnd_req", SND_PACKET_SIZE, { id: [0, u16], operation: [2, u8] });

// prettier-ignore
export const sndReq = tagged("xensnd_req", SND_PACKET_SIZE, { tagAt: 2, tag: ["operation"], bodyAt: 8, shared: { id: [0, u16] } }, {
  //              tag                            C structure, sizeof          fields: [octet, type]
  open:         [ [XENSND_OP.OPEN],            "xensnd_open_req",         20, { pcmRate: [8, u32], pcmFormat: [12, u8], pcmChannels: [13, u8], bufferSz: [16, u32], grefDirectory: [20, u32], periodSz: [24, u32] } ],
  close:        [ [XENSND_OP.CLOSE],           undefined,                  0, {} ],
  read:         [ [XENSND_OP.READ],            "xensnd_rw_req",            8, { ...STRETCH } ],
  write:        [ [XENSND_OP.WRITE],           "xensnd_rw_req",            8, { ...STRETCH } ],
  setVolume:    [ [XENSND_OP.SET_VOLUME],      "xensnd_rw_req",            8, { ...STRETCH } ],
  getVolume:    [ [XENSND_OP.GET_VOLUME],      "xensnd_rw_req",            8, { ...STRETCH } ],
  mute:         [ [XENSND_OP.MUTE],            "xensnd_rw_req",            8, { ...STRETCH } ],
  unmute:       [ [XENSND_OP.UNMUTE],          "xensnd_rw_req",            8, { ...STRETCH } ],
  trigger:      [ [XENSND_OP.TRIGGER],         "xensnd_trigger_req",       1, { type: [8, u8] } ],
  hwParamQuery: [ [XENSND_OP.HW_PARAM_QUERY],  "xensnd_query_hw_param",   40, { ...HW_PARAM } ],
});
export type SndReq = VariantOf<(typeof sndReq)["variants"], (typeof sndReq)["layout"]["shared"]>;

/** `status` is 0 or a negative XEN_ERRNO. */
export const sndResp = struct("xensnd_resp", SND_PACKET_SIZE, { id: [0, u16], operation: [2, u8], status: [4, i32] });
// prettier-ignore
/** The response that carries more than a status. */
export const sndAnswer = tagged("xensnd_resp", SND_PACKET_SIZE, { tagAt: 2, tag: ["operation"], bodyAt: 8, shared: { id: [0, u16], status: [4, i32] } }, {
  hwParamQuery: [ [XENSND_OP.HW_PARAM_QUERY], "xensnd_query_hw_param", 40, { ...HW_PARAM } ],
});
export type SndAnswer = VariantOf<(typeof sndAnswer)["variants"], (typeof sndAnswer)["layout"]["shared"]>;

// prettier-ignore
export const sndEvt = tagged("xensnd_evt", SND_PACKET_SIZE, { tagAt: 2, tag: ["type"], bodyAt: 8, shared: { id: [0, u16] } }, {
  curPos: [ [XENSND_EVT_CUR_POS], "xensnd_cur_pos_evt", 8, { position: [8, u64] } ],
});
export type SndEvt = VariantOf<(typeof sndEvt)["variants"], (typeof sndEvt)["layout"]["shared"]>;

/** struct xensnd_page_directory: the next page's gref (0: none), then a gref a page. */
export const sndPageDirectory = struct("xensnd_page_directory", 8, { grefDirNextPage: [0, u32], gref: [4, u32] });

export const XENSND_EVENT_PAGE_SIZE = 4096;
export const XENSND_IN_RING_OFFS = 64;
export const XENSND_IN_RING_SIZE = XENSND_EVENT_PAGE_SIZE - XENSND_IN_RING_OFFS;
export const XENSND_IN_RING_LEN = Math.floor(XENSND_IN_RING_SIZE / SND_PACKET_SIZE);
export const sndEventPage = struct("xensnd_event_page", XENSND_IN_RING_OFFS, { inCons: [0, u32], inProd: [4, u32] });
/** Where the events lie on their page. */
export const sndInRing: EventRingLayout = { ringAt: XENSND_IN_RING_OFFS, slots: XENSND_IN_RING_LEN, slotOctets: SND_PACKET_SIZE };

export const XENSND_DRIVER_NAME = "vsnd";
export const XENSND_LIST_SEPARATOR = ",";
export const XENSND_STREAM_TYPE = { PLAYBACK: "p", CAPTURE: "c" } as const;

/** XENSND_FIELD_…: the nodes' names. */
export const XENSND_FIELD = {
  BE_VERSIONS: "versions",
  FE_VERSION: "version",
  VCARD_SHORT_NAME: "short-name",
  VCARD_LONG_NAME: "long-name",
  RING_REF: "ring-ref",
  EVT_CHNL: "event-channel",
  EVT_RING_REF: "evt-ring-ref",
  EVT_EVT_CHNL: "evt-event-channel",
  DEVICE_NAME: "name",
  TYPE: "type",
  STREAM_UNIQUE_ID: "unique-id",
  CHANNELS_MIN: "channels-min",
  CHANNELS_MAX: "channels-max",
  SAMPLE_RATES: "sample-rates",
  SAMPLE_FORMATS: "sample-formats",
  BUFFER_SIZE: "buffer-size",
} as const;
