import { isGrantRef, PAGE_SIZE, type DomId, type GrantRef } from "../../../protocol/ids.ts";
import {
  bufferPages,
  GREF_DIR_GREFS_AT,
  GREF_DIR_NEXT_PAGE_AT,
  GREFS_A_DIRECTORY_PAGE,
  type XenErrno,
} from "../../../protocol/io/displif.ts";
import type { GrantError, GrantMapping, GrantTables } from "../../../protocol/ports.ts";
import { done, err, ok, type Result } from "../../../protocol/result.ts";

/** How a response tells what the machine below refused. */
export const grantErrno = (error: GrantError): XenErrno => (error === "ENOSPC" ? "ENOMEM" : error);

/**
 * Walks a guest's page directory (displif.h, struct xendispl_page_directory) and answers the grefs of all pages of a buffer.
 *
 * Each directory page is mapped, copied out once and unmapped before it is read. A gref that cannot be one, a directory that ends too
 * soon, and one that goes on too long are all EINVAL; so is one that loops, since it has no last page.
 */
export async function readPageDirectory(
  gnttab: GrantTables,
  owner: DomId,
  first: number,
  bufferSz: number,
): Promise<Result<readonly GrantRef[], XenErrno>> {
  const refs: GrantRef[] = [];
  const page = new DataView(new ArrayBuffer(PAGE_SIZE));
  const walked = await walk({ gnttab, owner, first, pages: bufferPages(bufferSz), access: "ro" }, (mapping, count) => {
    mapping.copyOut(0, new Uint8Array(page.buffer));
    for (let i = 0; i < count; i++) {
      const ref = page.getUint32(GREF_DIR_GREFS_AT + i * 4, true);
      // TRUST: the guest's; the hypervisor checks that it is granted, here it only has to be a gref.
      if (!isGrantRef(ref)) return undefined;
      refs.push(ref);
    }
    return page.getUint32(GREF_DIR_NEXT_PAGE_AT, true);
  });
  return walked.ok ? ok(refs) : walked;
}

/** Writes the grefs of a buffer that the backend allocated into the pages that the guest linked for them. */
export function fillPageDirectory(
  gnttab: GrantTables,
  owner: DomId,
  first: number,
  refs: readonly GrantRef[],
): Promise<Result<void, XenErrno>> {
  let from = 0;
  return walk({ gnttab, owner, first, pages: refs.length, access: "rw" }, (mapping, count) => {
    const page = mapping.page(0);
    for (let i = 0; i < count; i++) page.setUint32(GREF_DIR_GREFS_AT + i * 4, refs[from++] ?? 0, true);
    return page.getUint32(GREF_DIR_NEXT_PAGE_AT, true);
  });
}

interface Directory {
  readonly gnttab: GrantTables;
  readonly owner: DomId;
  readonly first: number;
  /** How many pages it describes. */
  readonly pages: number;
  readonly access: "rw" | "ro";
}

/** Lets the page go even where the guest has no memory for it, and the visit ends in its fault. */
function visitOnce(
  mapping: GrantMapping,
  count: number,
  visit: (mapping: GrantMapping, count: number) => number | undefined,
): number | undefined {
  try {
    return visit(mapping, count);
  } finally {
    mapping.unmap();
  }
}

/** Maps one page of a directory after the other; `visit` deals with its `count` grefs and answers the next page, or undefined to refuse. */
async function walk(
  { gnttab, owner, first, pages, access }: Directory,
  visit: (mapping: GrantMapping, count: number) => number | undefined,
): Promise<Result<void, XenErrno>> {
  let at = first;
  for (let left = pages; left > 0; left -= GREFS_A_DIRECTORY_PAGE) {
    // TRUST: `at` is the guest's; it is a gref, not one of the reserved. The walk is as long as the buffer has pages, whatever is there.
    if (!isGrantRef(at)) return err("EINVAL");
    const mapped = await gnttab.map(owner, [at], access);
    if (!mapped.ok) return err(mapped.error === "EACCES" ? "EACCES" : "EINVAL");
    const next = visitOnce(mapped.value, Math.min(GREFS_A_DIRECTORY_PAGE, left), visit);
    if (next === undefined) return err("EINVAL");
    at = next;
  }
  return at === 0 ? done : err("EINVAL");
}
