import { VSSIF_VERSION } from "../../../protocol/io/vssif.ts";

export const vssAdvertised = { versions: String(VSSIF_VERSION) } as const;
export const vssTransport = { refKey: "page-gref", portKey: "event-channel" } as const;

/** A frontend that names no version takes the first there was. */
export const speaksVersion = (version: string | undefined): boolean => version === undefined || version === String(VSSIF_VERSION);
