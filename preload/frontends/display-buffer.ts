import { grantRef, type DomId } from "../../protocol/ids.ts";
import {
  bufferPages,
  directoryPages,
  GREF_DIR_GREFS_AT,
  GREF_DIR_NEXT_PAGE_AT,
  GREFS_A_DIRECTORY_PAGE,
  XENDISPL_DBUF_FLG_REQ_ALLOC,
} from "../../protocol/io/displif.ts";
import type { FrontendPorts, GrantMapping, GrantTables, GuestPages } from "../../protocol/ports.ts";
import { BugError } from "../../protocol/result.ts";

/** The pixels of a buffer: 4 KiB at a time, rows end to end. */
export interface BufferPages {
  readonly length: number;
  page(index: number): DataView;
}

/** A display buffer that both ends see, with the page directory that DBUF_CREATE is told. */
export interface DisplayBuffer {
  readonly bufferSz: number;
  /** DBUF_CREATE's flags. */
  readonly flags: number;
  /** The gref of the directory's first page. */
  readonly grefDirectory: number;
  readonly pages: BufferPages;
  /** DBUF_CREATE was answered 0: the directory is needed no longer. False: there are no pixels to draw on. */
  created(): Promise<boolean>;
  /** Harmless twice. */
  free(): void;
}

/** Allocates and grants a buffer of `bufferSz` octets in the guest's own memory, read-only for the backend. */
export function allocDisplayBuffer(ports: FrontendPorts, backendId: DomId, bufferSz: number): DisplayBuffer {
  const pages = ports.memory.alloc(bufferPages(bufferSz));
  const refs = pages.grant(backendId, "ro");
  const directory = linkedDirectory(ports, backendId, bufferSz);
  for (let i = 0; i < directory.pages.length; i++) {
    const page = directory.pages.page(i);
    const here = refs.slice(i * GREFS_A_DIRECTORY_PAGE, (i + 1) * GREFS_A_DIRECTORY_PAGE);
    here.forEach((ref, slot) => page.setUint32(GREF_DIR_GREFS_AT + slot * 4, ref, true));
  }
  return {
    bufferSz,
    flags: 0,
    grefDirectory: directory.first,
    pages,
    created: () => {
      directory.pages.free();
      return Promise.resolve(true);
    },
    free: () => {
      directory.pages.free();
      pages.free();
    },
  };
}

/** A buffer of `bufferSz` octets in the backend's memory: an empty directory, which the backend fills, and then a mapping of what it says. */
export function askDisplayBuffer(
  ports: FrontendPorts & { readonly gnttab: GrantTables },
  backendId: DomId,
  bufferSz: number,
): DisplayBuffer {
  const directory = linkedDirectory(ports, backendId, bufferSz);
  const length = bufferPages(bufferSz);
  let mapping: GrantMapping | undefined;
  let freed = false;
  return {
    bufferSz,
    flags: XENDISPL_DBUF_FLG_REQ_ALLOC,
    grefDirectory: directory.first,
    pages: {
      length,
      page: (index) => {
        if (!mapping) throw new BugError("the backend's buffer is not mapped");
        return mapping.page(index);
      },
    },
    async created() {
      if (freed) return false;
      const refs = Array.from({ length }, (_, i) => {
        const at = GREF_DIR_GREFS_AT + (i % GREFS_A_DIRECTORY_PAGE) * 4;
        return grantRef(directory.pages.page(Math.floor(i / GREFS_A_DIRECTORY_PAGE)).getUint32(at, true));
      });
      directory.pages.free();
      const mapped = await ports.gnttab.map(backendId, refs, "rw");
      if (!mapped.ok) return false;
      if (freed) mapped.value.unmap();
      else mapping = mapped.value;
      return !freed;
    },
    free: () => {
      freed = true;
      directory.pages.free();
      mapping?.unmap();
      mapping = undefined;
    },
  };
}

/** The pages of a directory for so many octets, each naming the next; grefs there are none yet. */
function linkedDirectory(ports: FrontendPorts, backendId: DomId, bufferSz: number): { readonly pages: GuestPages; readonly first: number } {
  const pages = ports.memory.alloc(directoryPages(bufferSz));
  const refs = pages.grant(backendId, "rw");
  for (let i = 0; i < pages.length; i++) pages.page(i).setUint32(GREF_DIR_NEXT_PAGE_AT, refs[i + 1] ?? 0, true);
  return { pages, first: refs[0] ?? 0 };
}
