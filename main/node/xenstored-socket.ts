/** xenstored on a Unix socket: whoever may open it has dom0's rights, so nobody but its owner may. */
import { chmodSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import { connect, createServer, Socket, type Server, type SocketConstructorOpts } from "node:net";
import { dirname } from "node:path";
import { DOM0 } from "../../protocol/ids.ts";
import { done, err, ok, type Result } from "../../protocol/result.ts";
import type { Store } from "../xenstored/store.ts";

const CHUNK_OCTETS = 64 << 10;
const NOTHING = new Uint8Array(0);
/** What fits sun_path with its NUL. */
const SOCKET_PATH_MAX = 107;

export interface XenstoredSocket {
  readonly path: string;
  /** How many clients are connected. */
  connections(): number;
  /** Stops listening, ends every connection, and removes the socket. Harmless twice. */
  close(): Promise<void>;
}

/** Listens at `path`, whose folder is made if it is missing. */
export async function serveXenstored(
  store: Store,
  path: string,
  onFault: (fault: string) => void,
): Promise<Result<XenstoredSocket, string>> {
  const free = await freeSocketPath(path);
  if (!free.ok) return free;
  const clients = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true }, (accepted) => {
    const socket = attach(store, accepted, onFault);
    clients.add(socket);
    socket.on("close", () => clients.delete(socket));
  });
  const listening = await listenPrivately(server, path);
  if (!listening.ok) return listening;
  return ok({
    path,
    connections: () => clients.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of clients) socket.destroy();
      }),
  });
}

/** All reads of all clients: a chunk is taken before the next one is read. */
const incoming = Buffer.allocUnsafeSlow(CHUNK_OCTETS);

function attach(store: Store, accepted: Socket, onFault: (fault: string) => void): Socket {
  const socket = withOneBuffer(accepted, incoming, (octets) => stream.feed(octets));
  const stream = store.streamConnection(DOM0, {
    write: (octets) => {
      socket.write(octets);
      // What went to the kernel at once is no longer looked at.
      if (socket.writableLength === 0) return "room";
      socket.write(NOTHING, () => stream.drained());
      return "kept";
    },
    pause: (paused) => {
      if (paused) socket.pause();
      else socket.resume();
    },
    ended: (fault) => {
      if (fault !== undefined) onFault(fault);
      socket.destroy();
    },
  });
  socket.on("error", () => stream.close()); // the client is gone, in the middle of a reply
  socket.on("close", () => stream.close());
  socket.on("end", () => stream.close());
  socket.resume();
  return socket;
}

/**
 * The socket, reading into one buffer instead of a new one each time (`onread` of net.Socket): a request costs a quarter less. A server's
 * sockets come without it, so the connection's handle moves to a new one; where a handle cannot be moved the socket stays as it is.
 */
function withOneBuffer(accepted: Socket, buffer: Buffer, onOctets: (octets: Buffer) => void): Socket {
  const { _handle: handle } = accepted as Socket & { readonly _handle?: object };
  if (handle === undefined) return accepted.on("data", onOctets);
  const options = {
    handle,
    onread: {
      buffer,
      callback: (length: number) => {
        onOctets(buffer.subarray(0, length));
        return true;
      },
    },
  };
  return new Socket(options as SocketConstructorOpts);
}

/** Has `path` free to listen at, its folder made: a socket that a dead daemon left is removed, a live one's is not. */
export async function freeSocketPath(path: string): Promise<Result<void, string>> {
  const octets = Buffer.byteLength(path);
  if (octets > SOCKET_PATH_MAX) return err(`${path}: wanted a path of at most ${SOCKET_PATH_MAX} octets, got ${octets}`);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return done;
  }
  if (!found.isSocket()) return err(`${path}: wanted a socket or nothing there, found something else`);
  if (await answers(path)) return err(`${path}: another xenstored is listening there`);
  rmSync(path);
  return done;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.on("error", () => resolve(false));
  });
}

/** Listens at `path` with a socket that only its owner may open. */
export function listenPrivately(server: Server, path: string): Promise<Result<void, string>> {
  return new Promise((resolve) => {
    server.once("error", (problem) => resolve(err(problem.message)));
    const before = process.umask(0o177);
    try {
      server.listen(path, () => {
        chmodSync(path, 0o600);
        resolve(done);
      });
    } finally {
      process.umask(before);
    }
  });
}
