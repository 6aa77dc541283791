/**
 * A real dom0's xenstored, over its socket and the wire protocol (xs_wire.h).
 *
 * Not over libxenstore: each of its calls blocks until the daemon answers, and its watches hold a thread for good, of the four that
 * there are for asynchronous calls. The protocol is stable, and a guest's kernel here speaks it already.
 */
import { connect } from "node:net";
import { XsClient } from "../../preload/kernel/xs-client.ts";
import type { Xenstore } from "../../protocol/ports.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { XENSTORE_PAYLOAD_MAX, XSD_SOCKMSG_SIZE } from "../../protocol/xs-wire.ts";

/** Where libxenstore looks, unless XENSTORED_PATH or XENSTORED_RUNDIR say otherwise. */
const SOCKET = "/run/xenstored/socket";
/** Where struct xsd_sockmsg has the payload's length. */
const LEN_AT = 12;

export interface XenstoreConnection {
  readonly xenstore: Xenstore;
  close(): void;
}

export function xenstoredSocket(env: Readonly<Record<string, string | undefined>>): string {
  return env["XENSTORED_PATH"] ?? (env["XENSTORED_RUNDIR"] === undefined ? SOCKET : `${env["XENSTORED_RUNDIR"]}/socket`);
}

/** Connects; `onLost` is called once if the daemon goes, after which nothing is answered. */
export function connectXenstore(path: string, onLost: (why: string) => void): Promise<Result<XenstoreConnection, string>> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const client = new XsClient((packet) => socket.write(packet));
    let closed = false;
    let connected = false;
    const lose = (why: string): void => {
      if (!connected) resolve(err(`wanted xenstored at ${path}, got: ${why}`));
      else if (!closed) onLost(why);
      closed = true;
    };
    const take = packets((packet) => client.receive(packet));
    socket.on("connect", () => {
      connected = true;
      resolve(
        ok({
          xenstore: client,
          close: () => {
            closed = true;
            socket.destroy();
          },
        }),
      );
    });
    socket.on("data", (chunk) => {
      if (!take(chunk)) socket.destroy();
    });
    socket.on("error", ({ message }) => lose(message));
    socket.on("close", () => lose(`xenstored at ${path} ended the connection`));
  });
}

/** Cuts a stream into packets; false when it is not xenstore's. */
function packets(onPacket: (packet: Uint8Array) => void): (chunk: Uint8Array) => boolean {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    while (rest.length >= XSD_SOCKMSG_SIZE) {
      const length = rest.readUInt32LE(LEN_AT);
      if (length > XENSTORE_PAYLOAD_MAX) return false;
      const end = XSD_SOCKMSG_SIZE + length;
      if (rest.length < end) break;
      const packet = rest.subarray(0, end);
      rest = rest.subarray(end);
      onPacket(packet);
    }
    return true;
  };
}
