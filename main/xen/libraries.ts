/**
 * The calls of Xen's libraries that a backend in dom0 takes, through koffi: xenevtchn.h and xengnttab.h of libxen-dev.
 *
 * koffi's asynchronous calls run on libuv's four threads, so none of them may block for good: events are waited for a quarter of a second at a
 * time, which is also how late the end of the program can be held up by it.
 */
import type KoffiModule from "koffi";
import type { GrantRef } from "../../protocol/ids.ts";
import { err, ok, type Result } from "../../protocol/result.ts";

/** libxenevtchn, with one handle. Ports are this domain's; -1 is an error, as in C. */
export interface EvtchnCalls {
  /** xenevtchn_bind_unbound_port. */
  bindUnbound(remote: number): number;
  /** xenevtchn_bind_interdomain. */
  bindInterdomain(remote: number, remotePort: number): number;
  /** xenevtchn_notify. */
  notify(port: number): number;
  /** xenevtchn_unmask. */
  unmask(port: number): number;
  /** xenevtchn_unbind. */
  unbind(port: number): number;
  /** Ports that are pending, each masked until it is unmasked: when there are any, or none after a while. */
  pending(): Promise<readonly number[]>;
  close(): void;
}

/** Pages mapped or shared: an address of C's. Undefined is an error. */
export type Address = bigint;

/** libxengnttab, with a handle of each kind. */
export interface GnttabCalls {
  /** xengnttab_map_domain_grant_refs. */
  map(domid: number, refs: Uint32Array, writable: boolean): Promise<Address | undefined>;
  unmap(at: Address, pages: number): void;
  /** xengntshr_share_pages; fills `refs`. */
  share(domid: number, refs: Uint32Array): Address | undefined;
  unshare(at: Address, pages: number): void;
  /** The memory of so many octets at an address. It may not be touched after `unmap` or `unshare`. */
  view(at: Address, octets: number): ArrayBuffer;
  close(): void;
}

export interface XenLibraries {
  readonly evtchn: EvtchnCalls;
  readonly gnttab: GnttabCalls;
}

const POLL_MS = 250;
const POLLIN = 1;
/** Events taken in one turn: a guest that sends as fast as it can gives the rest of the program its turn. */
const EVENTS_A_TURN = 64;
const PROT_READ = 1;
const PROT_WRITE = 2;

/** Where each thing comes from, for who has not got it. */
const WANTED = {
  "libxenevtchn.so.1": "Debian's package libxenevtchn1",
  "libxengnttab.so.1": "Debian's package libxengnttab1",
  "/dev/xen/evtchn": "the kernel module xen-evtchn, in dom0",
  "/dev/xen/gntdev": "the kernel module xen-gntdev, in dom0",
  "/dev/xen/gntalloc": "the kernel module xen-gntalloc, in dom0",
} as const;

const missing = (what: keyof typeof WANTED, came: string): string => `wanted ${what} (${WANTED[what]}), got: ${came}`;
const words = (cause: unknown): string => (cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause));

type Koffi = typeof KoffiModule;
type Library = ReturnType<Koffi["load"]>;

/** Opens the libraries and their devices; the error says what was wanted and what came. */
export async function openXenLibraries(): Promise<Result<XenLibraries, string>> {
  let koffi: Koffi;
  try {
    ({ default: koffi } = await import("koffi"));
  } catch (cause) {
    return err(`wanted koffi with a binary for ${process.platform} ${process.arch}, got: ${words(cause)}`);
  }
  const load = (name: "libxenevtchn.so.1" | "libxengnttab.so.1"): Result<Library, string> => {
    try {
      return ok(koffi.load(name));
    } catch (cause) {
      return err(missing(name, words(cause)));
    }
  };
  const libxenevtchn = load("libxenevtchn.so.1");
  if (!libxenevtchn.ok) return libxenevtchn;
  const libxengnttab = load("libxengnttab.so.1");
  if (!libxengnttab.ok) return libxengnttab;
  const evtchn = evtchnCalls(koffi, libxenevtchn.value);
  if (!evtchn.ok) return evtchn;
  const gnttab = gnttabCalls(koffi, libxengnttab.value);
  if (!gnttab.ok) {
    evtchn.value.close();
    return gnttab;
  }
  return ok({ evtchn: evtchn.value, gnttab: gnttab.value });
}

function evtchnCalls(koffi: Koffi, library: Library): Result<EvtchnCalls, string> {
  const open = library.func("void *xenevtchn_open(void *logger, uint32_t flags)");
  const handle: unknown = open(null, 0);
  if (!handle) return err(missing("/dev/xen/evtchn", `errno ${koffi.errno()}`));
  const call = (name: string, ...types: readonly string[]): ((...args: readonly number[]) => number) => {
    const found = library.func(`int ${name}(${["void *handle", ...types].join(", ")})`);
    return (...args) => Number(found(handle, ...args));
  };
  const nextPending = call("xenevtchn_pending");
  const fd = call("xenevtchn_fd")();
  const libc = koffi.load("libc.so.6");
  const poll = libc.func("int poll(int32_t *fds, unsigned long count, int timeout)");
  // struct pollfd: int fd, short events, short revents.
  const watched = Int32Array.of(fd, POLLIN);
  const ready = (answer: unknown): boolean => answer === 1 && watched[1]! >>> 16 !== 0;
  return ok({
    bindUnbound: call("xenevtchn_bind_unbound_port", "uint32_t domid"),
    bindInterdomain: call("xenevtchn_bind_interdomain", "uint32_t domid", "uint32_t remote_port"),
    notify: call("xenevtchn_notify", "uint32_t port"),
    unmask: call("xenevtchn_unmask", "uint32_t port"),
    unbind: call("xenevtchn_unbind", "uint32_t port"),
    pending: () =>
      new Promise((resolve) => {
        watched[1] = POLLIN;
        poll.async(watched, 1, POLL_MS, (_problem: unknown, answer: unknown) => {
          const ports: number[] = [];
          for (let more = ready(answer); more && ports.length < EVENTS_A_TURN; more = ready(poll(watched, 1, 0))) {
            const port = nextPending();
            if (port < 0) break;
            ports.push(port);
          }
          resolve(ports);
        });
      }),
    close: () => void call("xenevtchn_close")(),
  });
}

function gnttabCalls(koffi: Koffi, library: Library): Result<GnttabCalls, string> {
  const openTable = library.func("void *xengnttab_open(void *logger, uint32_t flags)");
  const table: unknown = openTable(null, 0);
  if (!table) return err(missing("/dev/xen/gntdev", `errno ${koffi.errno()}`));
  const openShares = library.func("void *xengntshr_open(void *logger, uint32_t flags)");
  // What dom0 lends (be-alloc) needs a device that not every dom0 has: without it nothing is lent, and the rest goes on.
  const shares: unknown = openShares(null, 0);
  const map = library.func("void *xengnttab_map_domain_grant_refs(void *t, uint32_t count, uint32_t domid, uint32_t *refs, int prot)");
  const unmap = library.func("int xengnttab_unmap(void *t, void *at, uint32_t count)");
  const share = library.func("void *xengntshr_share_pages(void *s, uint32_t domid, int count, _Out_ uint32_t *refs, int writable)");
  const unshare = library.func("int xengntshr_unshare(void *s, void *at, uint32_t count)");
  const address = (pointer: unknown): Address | undefined => (typeof pointer === "bigint" && pointer !== 0n ? pointer : undefined);
  return ok({
    map: (domid, refs, writable) =>
      new Promise((resolve) => {
        const prot = writable ? PROT_READ | PROT_WRITE : PROT_READ;
        map.async(table, refs.length, domid, refs, prot, (_problem: unknown, pointer: unknown) => resolve(address(pointer)));
      }),
    unmap: (at, pages) => void unmap(table, at, pages),
    share: (domid, refs) => (shares ? address(share(shares, domid, refs.length, refs, 1)) : undefined),
    unshare: (at, pages) => void unshare(shares, at, pages),
    view: (at, octets) => koffi.view(at, octets),
    close: () => {
      library.func("int xengnttab_close(void *t)")(table);
      if (shares) library.func("int xengntshr_close(void *s)")(shares);
    },
  });
}

/** A list of refs as C takes it. */
export const refsOf = (refs: ArrayLike<GrantRef>): Uint32Array => Uint32Array.from(refs);
