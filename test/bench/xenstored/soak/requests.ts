/** Random requests: every operation, well-formed for the most part, on nodes that all clients share and on nodes of their own. */
import { nulTerminated, writePayload, XS } from "../../../../protocol/xs-wire.ts";
import type { SeededDice } from "./dice.ts";

/** All that the load makes is below here, or belongs to the domains of LOAD_DOMAINS. */
export const LOAD_TOP = "/soak";
export const LOAD_DOMAINS = 40;

export interface LoadRequest {
  readonly type: number;
  readonly payload: string;
  /** Never asked within a transaction. */
  readonly outside?: true;
}

/** What a client knows that its requests depend on. */
export interface LoadState {
  readonly own: string;
  /** The share of paths that nobody has said before: a store that remembers every one of them grows. */
  readonly newPaths: number;
  readonly openTransactions: readonly number[];
}

const NAMES = ["name", "state", "backend", "frontend", "device", "control", "memory", "target", "0", "1", "data", "feature-x"];
const DEPTH_MAX = 2;
const VALUE_MAX = 300;

function path(dice: SeededDice, { own, newPaths }: LoadState): string {
  let made = dice.chance(0.3) ? `${LOAD_TOP}/shared` : own;
  for (let depth = 1 + dice.below(DEPTH_MAX); depth > 0; depth--) made += `/${dice.oneOf(NAMES)}`;
  return dice.chance(newPaths) ? `${made}/${dice.below(2 ** 31).toString(36)}` : made;
}

const domid = (dice: SeededDice): number => 1 + dice.below(LOAD_DOMAINS);
const onPath = (type: number) => (dice: SeededDice, state: LoadState) => ({ type, payload: nulTerminated(path(dice, state)) });
const onDomain = (type: number) => (dice: SeededDice) => ({ type, payload: nulTerminated(String(domid(dice))), outside: true as const });

function setPerms(dice: SeededDice, state: LoadState): LoadRequest {
  const owner = dice.chance(0.3) ? domid(dice) : 0;
  const others = Array.from({ length: dice.below(3) }, () => dice.oneOf(["r", "w", "b", "n"]) + String(domid(dice)));
  return { type: XS.SET_PERMS, payload: nulTerminated(path(dice, state), `n${owner}`, ...others) };
}

function watch(type: number): (dice: SeededDice, state: LoadState) => LoadRequest {
  return (dice, state) => {
    const at = dice.chance(0.1) ? dice.oneOf(["@introduceDomain", "@releaseDomain"]) : path(dice, state);
    return { type, payload: nulTerminated(at, `token${dice.below(4)}`), outside: true };
  };
}

/** Whatever: an unknown type, no payload, octets that are no path (else a WRITE of them would make a node of dom0's). */
function nonsense(dice: SeededDice): LoadRequest {
  const octets = Array.from({ length: dice.below(40) }, () => String.fromCharCode(dice.below(256))).join("");
  const type = dice.chance(0.5) ? UNKNOWN_TYPE + dice.below(1000) : dice.oneOf([XS.READ, XS.WRITE, XS.WATCH, XS.SET_PERMS]);
  return { type, payload: dice.chance(0.2) ? "" : `//${octets}` };
}

const UNKNOWN_TYPE = 23;

type Maker = (dice: SeededDice, state: LoadState) => LoadRequest;

// prettier-ignore
const KINDS: readonly (readonly [weight: number, make: Maker])[] = [
  [22, onPath(XS.READ)],
  [22, (dice, state) => ({ type: XS.WRITE, payload: writePayload(path(dice, state), "v".repeat(dice.below(VALUE_MAX))) })],
  [5,  onPath(XS.MKDIR)],
  [8,  onPath(XS.RM)],
  [5,  onPath(XS.DIRECTORY)],
  [3,  (dice, state) => ({ type: XS.DIRECTORY_PART, payload: nulTerminated(path(dice, state), String(dice.below(50))) })],
  [3,  onPath(XS.GET_PERMS)],
  [4,  setPerms],
  [6,  watch(XS.WATCH)],
  [4,  watch(XS.UNWATCH)],
  [1,  () => ({ type: XS.RESET_WATCHES, payload: "\0", outside: true })],
  [8,  () => ({ type: XS.TRANSACTION_START, payload: "\0", outside: true })],
  [1,  (dice) => ({ type: XS.INTRODUCE, payload: nulTerminated(String(domid(dice)), "1", "1"), outside: true })],
  [1,  onDomain(XS.RELEASE)],
  [1,  onDomain(XS.RESUME)],
  [1,  onDomain(XS.IS_DOMAIN_INTRODUCED)],
  [1,  onDomain(XS.GET_DOMAIN_PATH)],
  [1,  (dice) => ({ type: XS.SET_TARGET, payload: nulTerminated(String(domid(dice)), String(domid(dice))), outside: true })],
  [1,  (dice) => ({ type: XS.CONTROL, payload: nulTerminated(dice.oneOf(["help", "quota", "print"]), "x"), outside: true })],
  [1,  nonsense],
];
const WEIGHTS = KINDS.reduce((sum, [weight]) => sum + weight, 0);

/** The share of requests of a client with an open transaction that end one. */
const ENDS = 0.15;

/** The next request, and the transaction that it is in (0: none). */
export function nextRequest(dice: SeededDice, state: LoadState): { readonly request: LoadRequest; readonly tx: number } {
  const open = state.openTransactions;
  if (open.length > 0 && dice.chance(ENDS)) {
    return { request: { type: XS.TRANSACTION_END, payload: nulTerminated(dice.chance(0.8) ? "T" : "F") }, tx: dice.oneOf(open) };
  }
  let drawn = dice.below(WEIGHTS);
  const [, make] = KINDS.find(([weight]) => (drawn -= weight) < 0) ?? KINDS[0]!; // the weights' sum is above what was drawn
  const request = make(dice, state);
  return { request, tx: request.outside || open.length === 0 || dice.chance(0.3) ? 0 : dice.oneOf(open) };
}
