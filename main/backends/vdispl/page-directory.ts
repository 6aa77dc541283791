import { isGrantRef, PAGE_SIZE, type DomId, type GrantRef } from "../../../protocol/ids.ts";
import {
  bufferPages,
  GREF_DIR_GREFS_AT,
  GREF_DIR_NEXT_PAGE_AT,
  GREFS_A_DIRECTORY_PAGE,
  type XenErrno,
} from "../../../protocol/io/displif.ts";
import type { GrantTables } from "../../../protocol/ports.ts";
import { err, ok, type Result } from "../../../protocol/result.ts";

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
  const wanted = bufferPages(bufferSz);
  const refs: GrantRef[] = [];
  const page = new DataView(new ArrayBuffer(PAGE_SIZE));
  let at = first;
  while (refs.length < wanted) {
    // TRUST: `at` is the guest's; it is a gref, not one of the reserved. The walk is as long as the buffer has pages, whatever is there.
    if (!isGrantRef(at)) return err("EINVAL");
    const copied = await copyPage(gnttab, owner, at, page);
    if (!copied.ok) return copied;
    const here = Math.min(GREFS_A_DIRECTORY_PAGE, wanted - refs.length);
    for (let i = 0; i < here; i++) {
      const ref = page.getUint32(GREF_DIR_GREFS_AT + i * 4, true);
      // TRUST: the guest's; the hypervisor checks that it is granted, here it only has to be a gref.
      if (!isGrantRef(ref)) return err("EINVAL");
      refs.push(ref);
    }
    at = page.getUint32(GREF_DIR_NEXT_PAGE_AT, true);
  }
  return at === 0 ? ok(refs) : err("EINVAL");
}

async function copyPage(gnttab: GrantTables, owner: DomId, ref: GrantRef, into: DataView): Promise<Result<void, XenErrno>> {
  const mapped = await gnttab.map(owner, [ref], "ro");
  if (!mapped.ok) return err(mapped.error === "EACCES" ? "EACCES" : "EINVAL");
  mapped.value.copyOut(0, new Uint8Array(into.buffer));
  mapped.value.unmap();
  return ok(undefined);
}
