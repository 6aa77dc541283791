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

/** The states a backend of ours is ever in. */
export type BackendState = "Initialising" | "InitWait" | "Connected" | "Closing" | "Closed";

/** What a backend does on seeing its frontend's state. Each ends in the state named beside it. */
export type BackendStep =
  | "-" // stay
  | "advertise" // publish features           -> InitWait
  | "connect" // map grants, bind evtchns     -> Connected
  | "disconnect" // unmap, unbind; the frontend waits for our Closing and answers Closed -> Closing
  | "close" // unmap, unbind                  -> Closed
  | "restart"; // unmap, unbind, advertise     -> InitWait

// prettier-ignore
const backendSteps = {
  // peer:        Unknown  Initialising InitWait      Initialised  Connected    Closing       Closed   Reconfiguring Reconfigured
  Initialising: [ "-",     "advertise", "-",          "advertise", "advertise", "-",          "-",     "advertise",  "-" ],
  InitWait:     [ "-",     "-",         "-",          "connect",   "connect",   "disconnect", "close", "-",          "-" ],
  Connected:    [ "close", "restart",   "disconnect", "-",         "-",         "disconnect", "close", "-",          "-" ],
  Closing:      [ "close", "restart",   "-",          "-",         "-",         "-",          "close", "-",          "-" ],
  Closed:       [ "-",     "advertise", "-",          "-",         "-",         "-",          "-",     "-",          "-" ],
} as const satisfies Record<BackendState, Row<BackendStep>>;

const backendEnd = {
  advertise: "InitWait",
  connect: "Connected",
  disconnect: "Closing",
  close: "Closed",
  restart: "InitWait",
} as const satisfies Record<Exclude<BackendStep, "-">, BackendState>;

/** The whole backend state machine. Pure, so a test can walk every cell. */
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
  Closing:       [ "close", "-",         "close",   "-",        "-",       "close", "close", "-",          "-" ],
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
