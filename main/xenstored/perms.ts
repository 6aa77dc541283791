/** Who may do what with a node. Semantics: xenstore.txt (SET_PERMS) and oxenstored's perms.ml. */
import { DOM0, type DomId } from "../../protocol/ids.ts";
import type { XsPerm } from "../../protocol/ports.ts";

/** A node's permissions: the first entry names the owner and what everybody not listed may do, the rest is the ACL. Never empty. */
export type Perms = readonly [XsPerm, ...XsPerm[]];

/** Whose rights a request has: a domain's, and those of the domain it serves (SET_TARGET, for stub domains). */
export interface Subject {
  readonly domid: DomId;
  readonly target: DomId | undefined;
}

export const READ = 1;
export const WRITE = 2;

const rights = { n: 0, r: READ, w: WRITE, b: READ | WRITE } as const satisfies Record<XsPerm["access"], number>;

/** What the root starts with: dom0's alone. */
export const DOM0_ONLY: Perms = [{ domid: DOM0, access: "n" }];

/** Whether no permission and no quota holds for the subject: dom0, or a domain that serves dom0. */
export const isPrivileged = (subject: Subject): boolean => subject.domid === DOM0 || subject.target === DOM0;

export const ownerOf = (perms: Perms): DomId => perms[0].domid;

/** Whether the subject owns the node, or may do as if. */
export function owns(subject: Subject, perms: Perms): boolean {
  const owner = ownerOf(perms);
  return isPrivileged(subject) || subject.domid === owner || subject.target === owner;
}

/** Whether the subject has all of `want` (READ, WRITE or both) on a node with these permissions. */
export function may(subject: Subject, perms: Perms, want: number): boolean {
  if (owns(subject, perms)) return true;
  const { domid, target } = subject;
  return (rightsOf(domid, perms) & want) === want || (target !== undefined && (rightsOf(target, perms) & want) === want);
}

function rightsOf(domid: DomId, perms: Perms): number {
  for (let i = 1; i < perms.length; i++) {
    const perm = perms[i];
    if (perm?.domid === domid) return rights[perm.access];
  }
  return rights[perms[0].access];
}

/**
 * What a new node starts with: its parent's permissions, but an unprivileged creator owns what it creates.
 * So the creator's own quota pays for it, and not that of whose directory it may write.
 */
export function inheritedPerms(creator: Subject, parent: Perms): Perms {
  if (owns(creator, parent)) return parent;
  const [{ access }, ...acl] = parent;
  return [{ domid: creator.domid, access }, ...acl];
}

/** One bit for each domid that is named, `domid % 32`: enough to pass over what does not concern a domain. */
export function domidBits(perms: Perms): number {
  let bits = 0;
  for (const { domid } of perms) bits |= 1 << (domid & 31);
  return bits;
}

/** The permissions without a dead domain's entries behind the owner's, the same array when there are none. */
export function withoutDomain(perms: Perms, domid: DomId): Perms {
  const [owner, ...acl] = perms;
  return acl.some((perm) => perm.domid === domid) ? [owner, ...acl.filter((perm) => perm.domid !== domid)] : perms;
}
