/** The answer of an operation whose failure the caller is expected to handle. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });
export const err = <E>(error: E): Result<never, E> => ({ ok: false, error });
/** The answer of an operation that has nothing to say but that it was done. */
export const done: Result<void, never> = { ok: true, value: undefined };

/** A defect in this program, never in its input. Nothing below the entry points catches it. */
export class BugError extends Error {
  override readonly name = "BugError";
}

/** Fails to compile when a union grows and a `switch` was not taught the new member. */
export function unreachable(value: never): never {
  throw new BugError(`unreachable: ${JSON.stringify(value)}`);
}

/**
 * A guest broke the ABI. Xen's domain_crash(): the offender pays, dom0 does not.
 * Thrown where it is seen; caught once, by whoever dispatches that guest's upcalls and
 * messages, which closes the device or destroys the domain as policy says.
 */
export class GuestFault extends Error {
  override readonly name = "GuestFault";
  readonly domid: number;
  constructor(domid: number, message: string) {
    super(`d${domid}: ${message}`);
    this.domid = domid;
  }
}
