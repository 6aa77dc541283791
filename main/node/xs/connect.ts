import { connect } from "node:net";
import { ConnectionLost, Conversation } from "./conversation.ts";

export interface Connected {
  readonly conversation: Conversation;
  close(): void;
}

/** Connects to the xenstored at `path`; rejects with ConnectionLost, which names the path and what was found there. */
export function connectXenstored(path: string): Promise<Connected> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const conversation = new Conversation((octets) => socket.write(octets));
    socket.on("connect", () => resolve({ conversation, close: () => socket.destroy() }));
    socket.on("data", (chunk) => conversation.receive(chunk));
    socket.on("error", (problem: NodeJS.ErrnoException) => {
      reject(new ConnectionLost(`${path}: ${FOUND[problem.code ?? ""] ?? problem.message}`));
      conversation.lose(`${path}: ${problem.message}`);
    });
    socket.on("close", () => conversation.lose(`${path}: xenstored ended the connection`));
  });
}

const FOUND: Readonly<Record<string, string>> = {
  ENOENT: "wanted xenstored's socket, found nothing (ENOENT)",
  ECONNREFUSED: "nobody listens there (ECONNREFUSED)",
  EACCES: "its owner alone may open it (EACCES)",
  ENOTSOCK: "wanted a socket, found something else (ENOTSOCK)",
};
