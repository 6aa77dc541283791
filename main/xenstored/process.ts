/**
 * One request in, one reply out. ABI: xs_wire.h; arguments and errors: xenstore.txt and oxenstored's process.ml.
 *
 * Every octet of a packet is the client's. Arguments are split off by their NULs, and an operation sees only whole ones; whatever
 * does not fit an operation's form is EINVAL. Nothing here throws.
 */
import { DOM0, type DomId } from "../../protocol/ids.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { domainHome } from "../../protocol/xs-path.ts";
import {
  formatXsPerm,
  NUL,
  nulTerminated,
  parseXsPerms,
  splitNulTerminated,
  XENSTORE_PAYLOAD_MAX,
  XS,
  type XsError,
} from "../../protocol/xs-wire.ts";
import type { Connection } from "./connection.ts";
import { control } from "./control.ts";
import { parseDomid, parseNumber } from "./numbers.ts";
import { isPrivileged } from "./perms.ts";
import type { Store } from "./store.ts";

/** What a request is answered with: the reply's payload, or the error that an ERROR packet names. */
export type Answer = Result<string, XsError>;

interface Request {
  readonly store: Store;
  readonly connection: Connection;
  readonly tx: number;
  readonly payload: string;
}

interface Operation {
  readonly answer: (request: Request) => Answer;
  /** Only dom0 may; another gets EACCES. */
  readonly dom0Only?: true;
  /** The transaction id is not looked at, as oxenstored has it for watches. */
  readonly outsideTransactions?: true;
}

const ACK = ok(`OK${NUL}`);

const acked = (result: Result<unknown, XsError>): Answer => (result.ok ? ACK : result);

// prettier-ignore
const operations: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [XS.CONTROL,              { answer: ({ store, payload }) => control(store, splitNulTerminated(payload) ?? []), dom0Only: true }],
  [XS.DIRECTORY,            { answer: withPath(directory) }],
  [XS.READ,                 { answer: withPath(({ connection, tx }, path) => connection.read(tx, path)) }],
  [XS.GET_PERMS,            { answer: withPath(getPerms) }],
  [XS.WATCH,                { answer: withPathAndToken((connection, path, token) => connection.watch(path, token)), outsideTransactions: true }],
  [XS.UNWATCH,              { answer: withPathAndToken((connection, path, token) => connection.unwatch(path, token)), outsideTransactions: true }],
  [XS.TRANSACTION_START,    { answer: transactionStart }],
  [XS.TRANSACTION_END,      { answer: transactionEnd }],
  [XS.INTRODUCE,            { answer: introduce, dom0Only: true }],
  [XS.RELEASE,              { answer: withDomid(({ store }, domid) => acked(store.release(domid))), dom0Only: true }],
  [XS.GET_DOMAIN_PATH,      { answer: withDomid((_, domid) => ok(nulTerminated(domainHome(domid)))) }],
  [XS.WRITE,                { answer: write }],
  [XS.MKDIR,                { answer: withPath(({ connection, tx }, path) => acked(connection.mkdir(tx, path))) }],
  [XS.RM,                   { answer: withPath(({ connection, tx }, path) => acked(connection.rm(tx, path))) }],
  [XS.SET_PERMS,            { answer: setPerms }],
  [XS.IS_DOMAIN_INTRODUCED, { answer: withDomid(({ store }, domid) => ok(nulTerminated(store.isIntroduced(domid) ? "T" : "F"))), dom0Only: true }],
  [XS.RESUME,               { answer: withDomid(({ store }, domid) => acked(store.resume(domid))), dom0Only: true }],
  [XS.SET_TARGET,           { answer: setTarget, dom0Only: true }],
  [XS.RESET_WATCHES,        { answer: resetWatches }],
  [XS.DIRECTORY_PART,       { answer: directoryPart }],
]);

/** Does what one request asks, and answers its reply's payload. Events are the caller's to settle, after it has sent that. */
export function processRequest(store: Store, connection: Connection, type: number, txId: number, payload: string): Answer {
  const operation = operations.get(type);
  if (!operation) return err("ENOSYS");
  if (operation.dom0Only && !isPrivileged(connection.domain)) return err("EACCES");
  if (!operation.outsideTransactions && txId !== 0 && !connection.hasTransaction(txId)) return err("ENOENT");
  const answer = operation.answer({ store, connection, tx: txId, payload });
  return answer.ok && answer.value.length > XENSTORE_PAYLOAD_MAX ? err("E2BIG") : answer;
}

/** For a payload that is one path and its NUL, and nothing behind. */
function withPath(answer: (request: Request, path: string) => Answer): (request: Request) => Answer {
  return (request) => {
    const end = request.payload.length - 1;
    return end >= 0 && request.payload.indexOf(NUL) === end ? answer(request, request.payload.slice(0, end)) : err("EINVAL");
  };
}

function withPathAndToken(
  answer: (connection: Connection, path: string, token: string) => Result<void, XsError>,
): (request: Request) => Answer {
  return ({ connection, payload }) => {
    const parts = splitNulTerminated(payload);
    const [path, token] = parts ?? [];
    return parts?.length === 2 && path !== undefined && token !== undefined ? acked(answer(connection, path, token)) : err("EINVAL");
  };
}

/** For a payload that is one domid in decimal and its NUL. */
function withDomid(answer: (request: Request, domid: DomId) => Answer): (request: Request) => Answer {
  return (request) => {
    const parts = splitNulTerminated(request.payload);
    const domid = parts?.length === 1 ? parseDomid(parts[0]) : undefined;
    return domid === undefined ? err("EINVAL") : answer(request, domid);
  };
}

function directory({ connection, tx }: Request, path: string): Answer {
  const listing = connection.listing(tx, path);
  return listing.ok ? ok(listing.value.octets) : listing;
}

/** `<generation>NUL<names from offset, each with NUL>`, and one NUL more when that is the end of them (xs_directory_part in xenstore.txt). */
function directoryPart({ connection, tx, payload }: Request): Answer {
  const parts = splitNulTerminated(payload);
  const [path, from] = parts ?? [];
  // TRUST: the offset is the client's; slice() bounds it, and one behind the end reads as the end.
  const offset = parseNumber(from);
  if (parts?.length !== 2 || path === undefined || offset === undefined) return err("EINVAL");
  const listing = connection.listing(tx, path);
  if (!listing.ok) return listing;
  const generation = connection.generation(tx, path);
  if (!generation.ok) return generation;
  const head = nulTerminated(String(generation.value));
  const rest = listing.value.octets.slice(offset);
  const room = XENSTORE_PAYLOAD_MAX - head.length - 1;
  if (rest.length <= room) return ok(head + rest + NUL);
  return ok(head + rest.slice(0, rest.lastIndexOf(NUL, room - 1) + 1));
}

function getPerms({ connection, tx }: Request, path: string): Answer {
  const perms = connection.getPerms(tx, path);
  return perms.ok ? ok(nulTerminated(...perms.value.map(formatXsPerm))) : perms;
}

function setPerms({ connection, tx, payload }: Request): Answer {
  const [path, entries] = splitOnce(payload);
  const perms = entries === undefined ? undefined : parseXsPerms(entries);
  return perms ? acked(connection.setPerms(tx, path, perms)) : err("EINVAL");
}

function write({ connection, tx, payload }: Request): Answer {
  const [path, value] = splitOnce(payload);
  return value === undefined ? err("EINVAL") : acked(connection.write(tx, path, value));
}

function splitOnce(payload: string): readonly [string, string | undefined] {
  const at = payload.indexOf(NUL);
  return at < 0 ? [payload, undefined] : [payload.slice(0, at), payload.slice(at + 1)];
}

function transactionStart({ connection, tx }: Request): Answer {
  if (tx !== 0) return err("EBUSY");
  const started = connection.transactionStart();
  return started.ok ? ok(nulTerminated(String(started.value))) : started;
}

function transactionEnd({ connection, tx, payload }: Request): Answer {
  const [how] = splitNulTerminated(payload) ?? [];
  if (how !== "T" && how !== "F") return err("EINVAL");
  return acked(connection.transactionEnd(tx, how === "T"));
}

function resetWatches({ connection }: Request): Answer {
  connection.resetWatches();
  return ACK;
}

function introduce({ store, payload }: Request): Answer {
  const parts = splitNulTerminated(payload) ?? [];
  const domid = parseDomid(parts[0]);
  const gfn = parseNumber(parts[1]);
  const port = parseNumber(parts[2]);
  if (domid === undefined || gfn === undefined || port === undefined) return err("EINVAL");
  return acked(store.introduce(domid, { gfn, port }));
}

function setTarget({ store, payload }: Request): Answer {
  const parts = splitNulTerminated(payload) ?? [];
  const domid = parseDomid(parts[0]);
  const target = parseDomid(parts[1]);
  if (parts.length !== 2 || domid === undefined || target === undefined || domid === DOM0) return err("EINVAL");
  return acked(store.setTarget(domid, target));
}
