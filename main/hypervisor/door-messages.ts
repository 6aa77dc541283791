import type { PageRuns } from "../../protocol/bridge.ts";
import type { DomId, EvtchnPort, Gfn, GrantRef } from "../../protocol/ids.ts";
import { isDomId, isEvtchnPort, isGfn, isGrantRef } from "../../protocol/ids.ts";
import { areRuns } from "../../protocol/page-runs.ts";
import { XENSTORE_PAYLOAD_MAX, XSD_SOCKMSG_SIZE } from "../../protocol/xs-wire.ts";
import type { GrantRange } from "./grant-table.ts";
import { EVTCHN_PORT_MAX, HOSTED_GFN, HOSTED_REF, MIRRORED_PAGES } from "./limits.ts";

/** A GuestMessage (bridge.ts) after every number, length and array of it was checked. */
export type Checked =
  | { readonly kind: "xs"; readonly packet: Uint8Array }
  | { readonly kind: "evtchn-alloc"; readonly id: number; readonly remote: DomId }
  | { readonly kind: "evtchn-bind"; readonly id: number; readonly remote: DomId; readonly remotePort: EvtchnPort }
  | { readonly kind: "evtchn-close"; readonly port: EvtchnPort }
  | { readonly kind: "grant"; readonly range: GrantRange }
  | { readonly kind: "ungrant"; readonly ref: GrantRef; readonly count: number }
  | { readonly kind: "notify"; readonly ports: readonly EvtchnPort[]; readonly pages: readonly CheckedPage[] }
  | { readonly kind: "suspend" }
  | { readonly kind: "watchdog"; readonly timeoutS: number };

export type CheckedPage = readonly [gfn: Gfn, runs: PageRuns];

/** What a message costs, for the flood count: its arrays, or a guess for what is not a message. */
export interface Cost {
  octets: number;
}

const MESSAGE_OCTETS = 64;
/** One short message can write thousands of grant entries, so each counts for about the memory and the time it takes. */
const ENTRY_OCTETS = 64;

const isU32 = (n: unknown): n is number => typeof n === "number" && Number.isInteger(n) && n >= 0 && n <= 0xffff_ffff;
/** Array.isArray, less the `any` that its type lets out. */
const isArray: (value: unknown) => value is readonly unknown[] = Array.isArray;
const isCount = (n: unknown): n is number => isU32(n) && n > 0;

/**
 * Parses one message of a guest; a string says what is wrong with it, in words that hold nothing of the guest's.
 * A message is refused whole: nothing of it is done unless all of it is well formed.
 */
export function parseMessage(fields: unknown, cost: Cost): Checked | string {
  cost.octets = MESSAGE_OCTETS;
  if (!isArray(fields)) return `want an array, got ${typeof fields}`;
  // TRUST: the length is the guest's; each head names the only length it has, and none is over 6.
  switch (fields[0]) {
    case "xs":
      return fields.length === 2 ? xs(fields[1], cost) : wrongLength("xs", fields);
    case "evtchn-alloc":
      return fields.length === 3 ? evtchnAlloc(fields[1], fields[2]) : wrongLength("evtchn-alloc", fields);
    case "evtchn-bind":
      return fields.length === 4 ? evtchnBind(fields[1], fields[2], fields[3]) : wrongLength("evtchn-bind", fields);
    case "evtchn-close":
      if (fields.length !== 2) return wrongLength("evtchn-close", fields);
      return isPort(fields[1]) ? { kind: "evtchn-close", port: fields[1] } : "evtchn-close: want a port";
    case "grant":
      return fields.length === 6 ? grant(fields, cost) : wrongLength("grant", fields);
    case "ungrant":
      return fields.length === 3 ? ungrant(fields[1], fields[2], cost) : wrongLength("ungrant", fields);
    case "notify":
      return fields.length === 3 ? notify(fields[1], fields[2], cost) : wrongLength("notify", fields);
    case "suspend":
      return fields.length === 1 ? { kind: "suspend" } : wrongLength("suspend", fields);
    case "watchdog":
      if (fields.length !== 2) return wrongLength("watchdog", fields);
      return isU32(fields[1]) ? { kind: "watchdog", timeoutS: fields[1] } : "watchdog: want seconds";
    default:
      return "no such hypercall";
  }
}

const wrongLength = (head: string, fields: readonly unknown[]): string => `${head}: a message of ${fields.length} fields`;

function isPort(n: unknown): n is EvtchnPort {
  return isEvtchnPort(n) && n <= EVTCHN_PORT_MAX;
}

function xs(packet: unknown, cost: Cost): Checked | string {
  if (!(packet instanceof Uint8Array)) return "xs: want a Uint8Array";
  // TRUST: the length is the guest's. Xenstored checks the header's own `len` against it.
  if (packet.length < XSD_SOCKMSG_SIZE || packet.length > XSD_SOCKMSG_SIZE + XENSTORE_PAYLOAD_MAX) return `xs: ${packet.length} octets`;
  cost.octets += packet.length;
  return { kind: "xs", packet };
}

function evtchnAlloc(id: unknown, remote: unknown): Checked | string {
  if (!isU32(id) || !isDomId(remote)) return "evtchn-alloc: want an id and a domid";
  return { kind: "evtchn-alloc", id, remote };
}

function evtchnBind(id: unknown, remote: unknown, remotePort: unknown): Checked | string {
  if (!isU32(id) || !isDomId(remote) || !isEvtchnPort(remotePort)) return "evtchn-bind: want an id, a domid and a port";
  return { kind: "evtchn-bind", id, remote, remotePort };
}

function grant([, ref, count, gfn, remote, readonly]: readonly unknown[], cost: Cost): Checked | string {
  if (!isGrantRef(ref) || !isCount(count) || !isGfn(gfn) || !isDomId(remote) || typeof readonly !== "boolean") {
    return "grant: want ref, count, gfn, domid and a boolean";
  }
  // TRUST: ref, count and gfn become table indices; the whole range must lie in the door's half (limits.ts).
  if (ref + count > HOSTED_REF || gfn + count > HOSTED_GFN) return `grant: ${count} entries from ref ${ref}, gfn ${gfn}`;
  cost.octets += count * ENTRY_OCTETS;
  return { kind: "grant", range: { ref, count, gfn, remote, readonly } };
}

function ungrant(ref: unknown, count: unknown, cost: Cost): Checked | string {
  if (!isGrantRef(ref) || !isCount(count)) return "ungrant: want ref and count";
  // TRUST: as for grant; the other half is of frontends that dom0 runs.
  if (ref + count > HOSTED_REF) return `ungrant: ${count} entries from ref ${ref}`;
  cost.octets += count * ENTRY_OCTETS;
  return { kind: "ungrant", ref, count };
}

function notify(ports: unknown, pages: unknown, cost: Cost): Checked | string {
  if (!isArray(ports) || !isArray(pages)) return "notify: want two arrays";
  // TRUST: both lengths are the guest's, bounded before anything is looked at.
  if (ports.length > EVTCHN_PORT_MAX) return `notify: ${ports.length} ports`;
  if (pages.length > MIRRORED_PAGES) return `notify: ${pages.length} pages`;
  const checkedPorts: EvtchnPort[] = [];
  for (const port of ports) {
    if (!isPort(port)) return "notify: want ports";
    checkedPorts.push(port);
  }
  const checkedPages: CheckedPage[] = [];
  for (const page of pages) {
    const checked = notifiedPage(page);
    if (typeof checked === "string") return checked;
    checkedPages.push(checked);
    cost.octets += checked[1].byteLength;
  }
  cost.octets += ports.length * 4;
  return { kind: "notify", ports: checkedPorts, pages: checkedPages };
}

function notifiedPage(page: unknown): CheckedPage | string {
  if (!isArray(page) || page.length !== 2) return "notify: want pages as [gfn, runs]";
  const [at, runs] = page;
  // TRUST: gfn becomes a table index; the upper half is of frontends that dom0 runs.
  if (!isGfn(at) || at >= HOSTED_GFN) return "notify: want a gfn";
  // TRUST: areRuns checks the array's length and every start and count in it.
  if (!(runs instanceof Uint32Array) || !areRuns(runs)) return "notify: want runs that stay on their page";
  return [at, runs];
}
