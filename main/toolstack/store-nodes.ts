/**
 * The nodes that make a domain known in XenStore, as libxl writes them (libxl_create.c, libxl__domain_make; libxl_dom.c,
 * libxl__build_post), with its permissions.
 *
 * A node without permissions of its own inherits its parent's, which is xenstored's rule for a writer that is dom0.
 */
import { DOM0, type DomId } from "../../protocol/ids.ts";
import type { XenstoreOps, XsPerm } from "../../protocol/ports.ts";
import { done, type Result } from "../../protocol/result.ts";
import { domainHome, vmPath, xsJoin } from "../../protocol/xs-path.ts";
import type { XsError } from "../../protocol/xs-wire.ts";
import type { StoreRing } from "../hypervisor/domain.ts";
import type { DomainConfig } from "./domain-config.ts";

/** One node to write. Without a value it is made as a directory. */
export interface NodeSpec {
  readonly path: string;
  readonly value?: string;
  readonly perms?: readonly XsPerm[];
}

/** `/libxl/<domid>`: the toolstack's own record of a domain, which the guest cannot read. */
export const libxlPath = (domid: DomId): string => xsJoin("/libxl", domid);

const ownedBy = (owner: DomId, reader?: DomId): readonly XsPerm[] => [
  { domid: owner, access: "n" },
  ...(reader === undefined ? [] : [{ domid: reader, access: "r" } as const]),
];

/** n0,r<domid>: the guest may read. */
export const readOnlyFor = (domid: DomId): readonly XsPerm[] => ownedBy(DOM0, domid);
/** The owner's alone, but for one reader. */
export const sharedBy = ownedBy;

/** Directories in the guest's home that are the guest's to write. */
// prettier-ignore
const guestOwned = [
  "device/suspend/event-channel", "control/shutdown", "control/feature-poweroff", "control/feature-reboot", "control/feature-suspend",
  "control/sysrq", "data", "drivers", "feature", "attr", "error",
];

/** What libxl__domain_make writes, in its order. `suspend` is implied by the node below it and inherits. */
export function domainNodes(domid: DomId, uuid: string, config: DomainConfig): readonly NodeSpec[] {
  const home = domainHome(domid);
  const vm = vmPath(uuid);
  const libxl = libxlPath(domid);
  const guests = config.driverDomain ? [...guestOwned, "libxl", "device-model"] : guestOwned;
  return [
    { path: home, perms: readOnlyFor(domid) },
    { path: vm, perms: readOnlyFor(domid) },
    { path: libxl, perms: ownedBy(DOM0) },
    { path: xsJoin(libxl, "device"), perms: ownedBy(DOM0) },
    { path: xsJoin(home, "vm"), value: vm },
    { path: xsJoin(home, "name"), value: config.name },
    ...["cpu", "memory", "device", "control"].map((name) => ({ path: xsJoin(home, name), perms: readOnlyFor(domid) })),
    ...guests.map((name) => ({ path: xsJoin(home, name), perms: ownedBy(domid) })),
    { path: xsJoin(vm, "uuid"), value: uuid },
    { path: xsJoin(vm, "name"), value: config.name },
    { path: xsJoin(home, "control/platform-feature-multiprocessor-suspend"), value: "1" },
    { path: xsJoin(home, "control/platform-feature-xs_reset_watches"), value: "1" },
    { path: xsJoin(libxl, "type"), value: config.type },
  ];
}

/** What libxl__build_post writes. `ring-ref` is a frame number in spite of its name: dom0 maps the page by a reserved grant. */
export function buildNodes(domid: DomId, config: DomainConfig, ring: StoreRing): readonly NodeSpec[] {
  const home = domainHome(domid);
  return [
    { path: xsJoin(home, "memory/static-max"), value: String(config.maxmemMib * 1024) },
    { path: xsJoin(home, "memory/target"), value: String(config.memoryMib * 1024) },
    { path: xsJoin(home, "memory/videoram"), value: "0" },
    { path: xsJoin(home, "domid"), value: String(domid) },
    { path: xsJoin(home, "store/port"), value: String(ring.port) },
    { path: xsJoin(home, "store/ring-ref"), value: String(ring.gfn) },
    ...Array.from({ length: config.maxvcpus }, (_, cpu) => ({
      path: xsJoin(home, "cpu", cpu, "availability"),
      value: cpu < config.vcpus ? "online" : "offline",
    })),
  ];
}

/** What xen-init-dom0 leaves behind: dom0's own name and number, and the folders of all domains. */
export function dom0Nodes(memoryMib: number): readonly NodeSpec[] {
  const home = domainHome(DOM0);
  return [
    { path: xsJoin(home, "domid"), value: "0" },
    { path: xsJoin(home, "name"), value: "Domain-0" },
    { path: xsJoin(home, "memory/target"), value: String(memoryMib * 1024) },
    { path: xsJoin(home, "memory/static-max"), value: String(memoryMib * 1024) },
    { path: "/vm" },
    { path: xsJoin(libxlPath(DOM0), "device") },
  ];
}

/** Writes the nodes in order; the first refusal ends it. */
export async function writeNodes(store: XenstoreOps, nodes: readonly NodeSpec[]): Promise<Result<void, XsError>> {
  for (const { path, value, perms } of nodes) {
    const written = await (value === undefined ? store.mkdir(path) : store.write(path, value));
    if (!written.ok) return written;
    if (!perms) continue;
    const set = await store.setPerms(path, perms);
    if (!set.ok) return set;
  }
  return done;
}

/** Removes a node and all below it; one that is not there is removed already. */
export async function removeNode(store: XenstoreOps, path: string): Promise<Result<void, XsError>> {
  const removed = await store.rm(path);
  return removed.ok || removed.error === "ENOENT" ? done : removed;
}

/**
 * libxl__xs_path_cleanup: removes a node and then every parent that has nothing else in it. Without it the empty
 * `backend/<class>/<domid>` of each domain that ever was would stay, until dom0's quota is full (Qubes issue 5369).
 */
export async function removeWithEmptyParents(store: XenstoreOps, path: string): Promise<Result<void, XsError>> {
  const removed = await removeNode(store, path);
  if (!removed.ok) return removed;
  for (let parent = parentOf(path); parent !== undefined; parent = parentOf(parent)) {
    const names = await store.directory(parent);
    if (!names.ok) {
      if (names.error === "ENOENT") continue;
      return names;
    }
    if (names.value.length > 0) return done;
    const gone = await removeNode(store, parent);
    if (!gone.ok) return gone;
  }
  return done;
}

function parentOf(path: string): string | undefined {
  const slash = path.lastIndexOf("/");
  return slash > 0 ? path.slice(0, slash) : undefined;
}
