import type { DomId } from "../../protocol/ids.ts";
import {
  bufferPages,
  directoryPages,
  GREF_DIR_GREFS_AT,
  GREF_DIR_NEXT_PAGE_AT,
  GREFS_A_DIRECTORY_PAGE,
} from "../../protocol/io/displif.ts";
import type { FrontendPorts, GuestPages } from "../../protocol/ports.ts";

/** A display buffer in the guest's own memory, granted to the backend, with the page directory that says so. */
export interface DisplayBuffer {
  readonly bufferSz: number;
  /** The pixels: 4 KiB at a time, rows end to end. */
  readonly pages: GuestPages;
  /** The gref of the directory's first page. */
  readonly grefDirectory: number;
  /** The directory is not needed once DBUF_CREATE is answered. Harmless twice. */
  freeDirectory(): void;
  /** Harmless twice. */
  free(): void;
}

/** Allocates and grants a buffer of `bufferSz` octets, read-only for the backend. */
export function allocDisplayBuffer(ports: FrontendPorts, backendId: DomId, bufferSz: number): DisplayBuffer {
  const pages = ports.memory.alloc(bufferPages(bufferSz));
  const refs = pages.grant(backendId, "ro");
  const directory = ports.memory.alloc(directoryPages(bufferSz));
  const directoryRefs = directory.grant(backendId, "rw");
  for (let i = 0; i < directory.length; i++) {
    const page = directory.page(i);
    const here = refs.slice(i * GREFS_A_DIRECTORY_PAGE, (i + 1) * GREFS_A_DIRECTORY_PAGE);
    page.setUint32(GREF_DIR_NEXT_PAGE_AT, directoryRefs[i + 1] ?? 0, true);
    here.forEach((ref, slot) => page.setUint32(GREF_DIR_GREFS_AT + slot * 4, ref, true));
  }
  return {
    bufferSz,
    pages,
    grefDirectory: directoryRefs[0] ?? 0,
    freeDirectory: () => directory.free(),
    free: () => {
      directory.free();
      pages.free();
    },
  };
}
