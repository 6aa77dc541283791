/**
 * The xenbus handshake of both ends, as grids: own state × the peer's state → what to do. States: xen/include/public/io/xenbus.h.
 * Flows: displif.h "State diagrams"; where the header is silent, what Linux's frontends and libxenbe do.
 *
 * Pure: a driver performs a step's effect and writes the state beside it. A device never writes its own state.
 */

/** enum xenbus_state. */
export const XenbusState = {
  Unknown: 0,
  Initialising: 1,
  InitWait: 2,
  Initialised: 3,
  Connected: 4,
  Closing: 5,
  Closed: 6,
  Reconfiguring: 7,
  Reconfigured: 8,
} as const;
export type XenbusState = keyof typeof XenbusState;

const byNumber = Object.keys(XenbusState) as readonly XenbusState[]; // listed in the order of their numbers

/** A `state` node's value, decimal. What is missing or is no state reads as Unknown, as xenbus_read_driver_state() has it. */
export function parseXenbusState(value: string | undefined): XenbusState {
  return (value !== undefined && /^[0-8]$/.test(value) ? byNumber[Number(value)] : undefined) ?? "Unknown";
}

/** A state as its node's value. */
export const printXenbusState = (state: XenbusState): string => String(XenbusState[state]);

/** A cell a state of the peer: a row with a hole does not compile. */
type Row<S> = readonly [S, S, S, S, S, S, S, S, S];

/**
 * The states a backend of ours is ever in. Two of them are a xenbus state that remembers how it was come by:
 *
 * Recovering is InitWait before a frontend that still has a connection to an earlier backend of the device: its Connected says nothing
 * yet of rings for us. Failed is Closed for a reason: only a frontend that begins anew, at Initialising, is served again.
 */
export type BackendState = "Initialising" | "InitWait" | "Recovering" | "Connected" | "Closing" | "Closed" | "Failed";

/** What a backend in a state has in its `state` node. */
export const backendNode = {
  Initialising: "Initialising",
  InitWait: "InitWait",
  Recovering: "InitWait",
  Connected: "Connected",
  Closing: "Closing",
  Closed: "Closed",
  Failed: "Closed",
} as const satisfies Record<BackendState, XenbusState>;

/** What a backend does on seeing its frontend's state. Each ends in the state named beside it. */
export type BackendStep =
  | "-" // stay
  | "advertise" // publish features           -> InitWait
  | "recover" // unmap, unbind, publish features; the frontend has to leave an old connection first -> Recovering
  | "connect" // map grants, bind evtchns     -> Connected
  | "disconnect" // unmap, unbind; the frontend waits for our Closing and answers Closed -> Closing
  | "close" // unmap, unbind                  -> Closed
  | "restart"; // unmap, unbind, say so (Closing, Closed), advertise -> InitWait

// prettier-ignore
const backendSteps = {
  // peer:        Unknown  Initialising InitWait      Initialised  Connected    Closing       Closed   Reconfiguring Reconfigured
  Initialising: [ "-",     "advertise", "-",          "advertise", "recover",   "-",          "advertise", "recover", "-" ],
  InitWait:     [ "-",     "-",         "-",          "connect",   "connect",   "disconnect", "-",     "recover",    "-" ],
  Recovering:   [ "-",     "advertise", "-",          "connect",   "-",         "disconnect", "close", "-",          "-" ],
  Connected:    [ "close", "restart",   "disconnect", "-",         "-",         "disconnect", "close", "recover",    "-" ],
  Closing:      [ "close", "restart",   "-",          "restart",   "close",     "-",          "close", "close",      "-" ],
  Closed:       [ "-",     "advertise", "-",          "advertise", "-",         "-",          "-",     "-",          "-" ],
  Failed:       [ "-",     "advertise", "-",          "-",         "-",         "-",          "-",     "-",          "-" ],
} as const satisfies Record<BackendState, Row<BackendStep>>;

const backendEnd = {
  advertise: "InitWait",
  recover: "Recovering",
  connect: "Connected",
  disconnect: "Closing",
  close: "Closed",
  restart: "InitWait",
} as const satisfies Record<Exclude<BackendStep, "-">, BackendState>;

/**
 * The whole backend state machine. Pure, so a test can walk every cell.
 *
 * Cells that say less than they mean: InitWait × Connected is xen-kbdfront, which does not wait for our Connected. Recovering × Initialising
 * publishes InitWait once more, since xen_drm_front does not look at one that comes while it is Reconfiguring. Closed × Initialised is
 * xen-kbdfront again: bound anew after it was unbound, it goes from Closed to Initialised. Initialising × Closed is that of a driver which was
 * stopped and started: it offers itself, and xen-kbdfront, which kept its page, goes from Closed to Connected.
 */
export function backendStep(own: BackendState, peer: XenbusState): { readonly step: BackendStep; readonly next: BackendState } {
  const step: BackendStep = backendSteps[own][XenbusState[peer]];
  return { step, next: step === "-" ? own : backendEnd[step] };
}

/** The states a frontend of ours is ever in. Connected comes after the backend's, as xen_drm_front has it. */
export type FrontendState = "Initialising" | "Initialised" | "Connected" | "Closing" | "Closed" | "Reconfiguring";

/** What a frontend does on seeing its backend's state. */
export type FrontendStep =
  | "-" // stay
  | "publish" // allocate rings and event channels, publish them -> Initialised
  | "connect" // the backend has mapped them     -> Connected
  | "lose" // the backend is gone: unplug the device, free the rings -> Reconfiguring
  | "reset" // nothing is left of the old connection: offer a new one -> Initialising
  | "close"; // the removal that we began is answered -> Closed

// prettier-ignore
const frontendSteps = {
  // peer:         Unknown  Initialising InitWait   Initialised Connected  Closing  Closed   Reconfiguring Reconfigured
  Initialising:  [ "-",     "-",         "publish", "-",        "-",       "-",     "-",     "-",          "-" ],
  Initialised:   [ "lose",  "lose",      "-",       "-",        "connect", "-",     "lose",  "-",          "-" ],
  Connected:     [ "lose",  "lose",      "lose",    "lose",     "-",       "-",     "lose",  "-",          "-" ],
  Closing:       [ "close", "close",     "close",   "-",        "-",       "close", "close", "-",          "-" ],
  Closed:        [ "-",     "-",         "-",       "-",        "-",       "-",     "-",     "-",          "-" ],
  Reconfiguring: [ "-",     "-",         "reset",   "reset",    "reset",   "-",     "reset", "-",          "-" ],
} as const satisfies Record<FrontendState, Row<FrontendStep>>;

const frontendEnd = {
  publish: "Initialised",
  connect: "Connected",
  lose: "Reconfiguring",
  reset: "Initialising",
  close: "Closed",
} as const satisfies Record<Exclude<FrontendStep, "-">, FrontendState>;

/** The whole frontend state machine. */
export function frontendStep(own: FrontendState, peer: XenbusState): { readonly step: FrontendStep; readonly next: FrontendState } {
  const step: FrontendStep = frontendSteps[own][XenbusState[peer]];
  return { step, next: step === "-" ? own : frontendEnd[step] };
}
