/** A simulated call: no radio is behind it, but it takes the time one takes. */
export type Call =
  | { readonly kind: "idle" }
  | { readonly kind: "dialling"; readonly number: string; readonly elapsed: number }
  | { readonly kind: "talking"; readonly number: string; readonly elapsed: number; readonly muted: boolean }
  | { readonly kind: "ended"; readonly number: string; readonly elapsed: number; readonly talked: number };

/** Milliseconds until the other side answers, and that the end of a call stays on the screen. */
export const ANSWER_MS = 3000;
export const ENDED_MS = 2500;

export const noCall: Call = { kind: "idle" };

export const dial = (number: string): Call => ({ kind: "dialling", number, elapsed: 0 });

export function hangUp(call: Call): Call {
  if (call.kind !== "dialling" && call.kind !== "talking") return call;
  return { kind: "ended", number: call.number, elapsed: 0, talked: call.kind === "talking" ? call.elapsed : 0 };
}

export const toggleMute = (call: Call): Call => (call.kind === "talking" ? { ...call, muted: !call.muted } : call);

/** The call `elapsed` milliseconds later; the same object when there is none. */
export function callOn(call: Call, elapsed: number): Call {
  if (call.kind === "idle" || elapsed <= 0) return call;
  const next = call.elapsed + elapsed;
  if (call.kind === "dialling" && next >= ANSWER_MS) {
    return { kind: "talking", number: call.number, elapsed: next - ANSWER_MS, muted: false };
  }
  return call.kind === "ended" && next >= ENDED_MS ? noCall : { ...call, elapsed: next };
}
