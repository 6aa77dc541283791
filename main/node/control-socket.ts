/**
 * What the running cockpit is asked and told from outside (`npm run ring`, `npm run xl`), on a Unix socket beside xenstored's. As there, whoever may
 * open it has dom0's rights, so nobody but its owner may.
 *
 * Lines of JSON. A request is `{"verb": "…", "args": {…}}`. Its answer is any number of `{"line": …}` and then `{"ok": …}` or `{"error": "…"}`.
 * Requests of one connection are answered in order; a client that has had enough hangs up.
 */
import { createServer, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { err, ok, type Result } from "../../protocol/result.ts";
import { freeSocketPath, listenPrivately } from "./xenstored-socket.ts";

/** A request is no longer than this. */
const REQUEST_OCTETS_MAX = 64 << 10;
/** A client that leaves more than this lying is hung up on. */
const UNREAD_OCTETS_MAX = 4 << 20;

/** One request, as its verb sees it. */
export interface Request {
  readonly args: Readonly<Record<string, unknown>>;
  /** Says one thing more before the answer. */
  readonly say: (line: unknown) => void;
  /** Aborted when the client hangs up. */
  readonly gone: AbortSignal;
}

/** Answers one kind of request: what can be printed as JSON, or what was wrong with it. */
export type Verb = (request: Request) => Promise<Result<unknown, string>>;
export type Verbs = Readonly<Record<string, Verb>>;

export interface ControlSocket {
  readonly path: string;
  /** Stops listening, hangs up on everyone, and removes the socket. Harmless twice. */
  close(): Promise<void>;
}

/** Where the control socket is, beside xenstored's at `xenstored`. */
export const controlSocketPath = (xenstored: string): string => join(dirname(xenstored), "control");

/** Listens at `path`, whose folder is made if it is missing. */
export async function serveControl(verbs: Verbs, path: string): Promise<Result<ControlSocket, string>> {
  const free = await freeSocketPath(path);
  if (!free.ok) return free;
  const clients = new Set<Socket>();
  const server = createServer((socket) => {
    clients.add(socket);
    socket.on("close", () => clients.delete(socket));
    serveClient(socket, verbs);
  });
  const listening = await listenPrivately(server, path);
  if (!listening.ok) return listening;
  return ok({
    path,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of clients) socket.destroy();
      }),
  });
}

function serveClient(socket: Socket, verbs: Verbs): void {
  const gone = new AbortController();
  socket.on("error", () => socket.destroy()); // the client is gone, in the middle of an answer
  socket.on("close", () => gone.abort());
  const put = (answer: unknown): void => {
    if (socket.writableLength > UNREAD_OCTETS_MAX) socket.destroy();
    else if (socket.writable) socket.write(`${JSON.stringify(answer)}\n`);
  };
  let answered = Promise.resolve();
  eachLine(socket, (line) => {
    answered = answered.then(async () => {
      if (gone.signal.aborted) return;
      const answer = await perform(line, verbs, (said) => put({ line: said }), gone.signal);
      put(answer.ok ? { ok: answer.value ?? null } : { error: answer.error });
    });
  });
}

/** Calls back with each line; a client that never ends one is hung up on. */
function eachLine(socket: Socket, take: (line: string) => void): void {
  let rest = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
    if (rest.length > REQUEST_OCTETS_MAX) socket.destroy();
  });
}

async function perform(line: string, verbs: Verbs, say: (said: unknown) => void, gone: AbortSignal): Promise<Result<unknown, string>> {
  const asked = parse(line);
  if (!asked) return err('wanted a line {"verb": "…", "args": {…}}');
  const verb = Object.hasOwn(verbs, asked.verb) ? verbs[asked.verb] : undefined;
  return verb ? verb({ args: asked.args, say, gone }) : err(`${asked.verb}: unknown; there are ${Object.keys(verbs).sort().join(", ")}`);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parse(line: string): { readonly verb: string; readonly args: Readonly<Record<string, unknown>> } | undefined {
  let asked: unknown;
  try {
    asked = JSON.parse(line);
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem;
    return undefined;
  }
  if (!isObject(asked) || typeof asked["verb"] !== "string") return undefined;
  const args = asked["args"] ?? {};
  return isObject(args) ? { verb: asked["verb"], args } : undefined;
}
