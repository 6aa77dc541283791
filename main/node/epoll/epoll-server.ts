/** xenstored's socket on an epoll loop: the same connections as main/node/xenstored-socket.ts has on Node's. */
import { chmodSync, rmSync } from "node:fs";
import { DOM0 } from "../../../protocol/ids.ts";
import { err, ok, type Result } from "../../../protocol/result.ts";
import type { Store } from "../../xenstored/store.ts";
import type { Pipe, StreamConnection } from "../../xenstored/stream-connection.ts";
import type { XenstoredSocket } from "../xenstored-socket.ts";
import type { EpollLoop, Ready } from "./epoll-loop.ts";
import { AF_UNIX, EAGAIN, MSG_DONTWAIT, MSG_NOSIGNAL, SOCK_CLOEXEC, SOCK_STREAM, type Libc } from "./libc.ts";

const BACKLOG = 128;
/** How long nobody is accepted after one could not be. */
const REST_MS = 50;
const CHUNK_OCTETS = 64 << 10;
const SEND = MSG_DONTWAIT | MSG_NOSIGNAL;

/** Listens at `path`, which must be free, and serves on `loop`, which the caller runs. */
export function serveOnEpoll(
  libc: Libc,
  loop: EpollLoop,
  store: Store,
  path: string,
  onFault: (fault: string) => void,
): Result<XenstoredSocket, string> {
  const listener = libc.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const address = socketAddress(path);
  const before = process.umask(0o177);
  const bound = libc.bind(listener, address, address.length) === 0 && libc.listen(listener, BACKLOG) === 0;
  const problem = libc.errno();
  process.umask(before);
  if (!bound) {
    libc.close(listener);
    return err(`${path}: errno ${problem}`);
  }
  chmodSync(path, 0o600);
  const incoming = Buffer.allocUnsafeSlow(CHUNK_OCTETS);
  const clients = new Set<EpollClient>();
  loop.add(listener, {
    readable: () => {
      const fd = libc.accept4(listener, null, null, SOCK_CLOEXEC);
      if (fd < 0) return rest();
      const client: EpollClient = new EpollClient({ libc, loop, fd, incoming, onFault, onClosed: () => clients.delete(client) });
      clients.add(client);
      client.serve(store.streamConnection(DOM0, client));
    },
    writable: () => undefined,
  });
  // The client may be gone again, or there may be no descriptor left for it; then it would be announced without end.
  const rest = (): void => {
    loop.watch(listener, false, false);
    loop.after(REST_MS, () => {
      if (open) loop.watch(listener, true, false);
    });
  };
  let open = true;
  return ok({
    path,
    connections: () => clients.size,
    close: () => {
      if (open) {
        open = false;
        loop.remove(listener);
        libc.close(listener);
        rmSync(path, { force: true });
        for (const client of clients) client.close();
      }
      return Promise.resolve();
    },
  });
}

/** struct sockaddr_un. */
function socketAddress(path: string): Buffer {
  const address = Buffer.alloc(2 + Buffer.byteLength(path) + 1);
  new Uint16Array(address.buffer, address.byteOffset, 1)[0] = AF_UNIX; // the machine's own order
  address.write(path, 2);
  return address;
}

interface EpollClientOptions {
  readonly libc: Libc;
  readonly loop: EpollLoop;
  readonly fd: number;
  /** Lent for the time of a read. */
  readonly incoming: Buffer;
  readonly onFault: (fault: string) => void;
  readonly onClosed: () => void;
}

/** One client: a descriptor on the loop below, a stream above. */
class EpollClient implements Pipe, Ready {
  readonly #options: EpollClientOptions;
  #stream: StreamConnection | undefined;
  /** What the kernel had no room for, in order. */
  #unsent: Uint8Array[] = [];
  #paused = false;
  #closed = false;

  constructor(options: EpollClientOptions) {
    this.#options = options;
  }

  serve(stream: StreamConnection): void {
    this.#stream = stream;
    this.#options.loop.add(this.#options.fd, this);
  }

  write(octets: Uint8Array): "room" | "kept" {
    if (this.#closed) return "room";
    const sent = this.#unsent.length > 0 ? 0 : this.#send(octets);
    if (sent === octets.length) return "room";
    this.#unsent.push(octets.subarray(sent));
    this.#watch();
    return "kept";
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    if (!this.#closed) this.#watch();
  }

  ended(fault: string | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    const { loop, libc, fd, onFault, onClosed } = this.#options;
    loop.remove(fd);
    libc.close(fd);
    onClosed();
    if (fault !== undefined) onFault(fault);
  }

  close(): void {
    this.#stream?.close();
  }

  readable(hungUp: boolean): void {
    // One that is paused hears of a hang-up all the same, and has nobody to answer any more.
    if (this.#paused) return hungUp ? this.close() : undefined;
    const { libc, fd, incoming } = this.#options;
    const length = libc.recv(fd, incoming, incoming.length, MSG_DONTWAIT);
    if (length > 0) this.#stream?.feed(incoming.subarray(0, length));
    else if (length === 0 || libc.errno() !== EAGAIN) this.close();
  }

  writable(): void {
    while (this.#unsent[0]) {
      const sent = this.#send(this.#unsent[0]);
      if (sent < this.#unsent[0].length) {
        this.#unsent[0] = this.#unsent[0].subarray(sent);
        return;
      }
      this.#unsent.shift();
    }
    if (this.#closed) return;
    this.#watch();
    this.#stream?.drained();
  }

  /** How many octets the kernel took. For a client that is gone, all of them: the next read tells of that. */
  #send(octets: Uint8Array): number {
    const { libc, fd } = this.#options;
    const sent = libc.send(fd, octets, octets.length, SEND);
    if (sent >= 0) return sent;
    return libc.errno() === EAGAIN ? 0 : octets.length;
  }

  #watch(): void {
    this.#options.loop.watch(this.#options.fd, !this.#paused, this.#unsent.length > 0);
  }
}
