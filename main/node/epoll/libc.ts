/** The few calls of Linux's libc that serving a socket takes. Numbers are of Linux's generic ABI, the same on x64, arm64 and arm. */

/** What is called, in C's own order of arguments. All answer -1 for an error, which `errno` then names. */
export interface Libc {
  readonly socket: (domain: number, type: number, protocol: number) => number;
  readonly bind: (fd: number, address: Uint8Array, length: number) => number;
  readonly listen: (fd: number, backlog: number) => number;
  readonly accept4: (fd: number, address: null, length: null, flags: number) => number;
  readonly recv: (fd: number, octets: Uint8Array, length: number, flags: number) => number;
  readonly send: (fd: number, octets: Uint8Array, length: number, flags: number) => number;
  readonly close: (fd: number) => number;
  readonly epollCreate1: (flags: number) => number;
  readonly epollCtl: (epfd: number, op: number, fd: number, event: Int32Array | null) => number;
  readonly epollWait: (epfd: number, events: Int32Array, maxEvents: number, timeoutMs: number) => number;
  readonly errno: () => number;
}

export const AF_UNIX = 1;
export const SOCK_STREAM = 1;
export const SOCK_CLOEXEC = 0o2000000;
export const MSG_DONTWAIT = 0x40;
export const MSG_NOSIGNAL = 0x4000;
export const EPOLL_CLOEXEC = 0o2000000;
export const EPOLL_CTL_ADD = 1;
export const EPOLL_CTL_DEL = 2;
export const EPOLL_CTL_MOD = 3;
export const EPOLLIN = 0x1;
export const EPOLLOUT = 0x4;
export const EPOLLERR = 0x8;
export const EPOLLHUP = 0x10;
export const EAGAIN = 11;

/** struct epoll_event, which is packed on x64 alone. In 32-bit words: its length, and where `data.fd` is; `events` is the first. */
export const EPOLL_EVENT = process.arch === "x64" ? { words: 3, fd: 1 } : { words: 4, fd: 2 };

/** The calls; undefined where there is no Linux, or no koffi that fits the machine. */
export async function loadLibc(): Promise<Libc | undefined> {
  if (process.platform !== "linux") return undefined;
  let koffi;
  try {
    ({ default: koffi } = await import("koffi"));
  } catch (cause) {
    // It has a binary for each machine, and says so where it has none.
    if (cause instanceof Error) return undefined;
    throw cause;
  }
  const libc = koffi.load("libc.so.6");
  return {
    socket: libc.func("int socket(int, int, int)"),
    bind: libc.func("int bind(int, const uint8_t *, int)"),
    listen: libc.func("int listen(int, int)"),
    accept4: libc.func("int accept4(int, void *, void *, int)"),
    recv: libc.func("int recv(int, uint8_t *, size_t, int)"),
    send: libc.func("int send(int, const uint8_t *, size_t, int)"),
    close: libc.func("int close(int)"),
    epollCreate1: libc.func("int epoll_create1(int)"),
    epollCtl: libc.func("int epoll_ctl(int, int, int, int32_t *)"),
    epollWait: libc.func("int epoll_wait(int, int32_t *, int, int)"),
    errno: () => koffi.errno(),
  };
}
