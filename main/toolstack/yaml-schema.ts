/** What our files' schemas are made of: messages that say what is wanted, and mappings that take no other key. */
import { z, type ZodRawShape } from "zod";
import { UNKNOWN_KEY } from "./yaml-file.ts";

export const want = (what: string): { readonly error: string } => ({ error: `want ${what}` });

/** A mapping with these keys and no others. */
export const mapping = <T extends ZodRawShape>(shape: T) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? UNKNOWN_KEY + Object.keys(shape).join(" ")
        : `want a mapping of ${Object.keys(shape).join(", ")}`,
  });

export const count = (min: number, max: number) =>
  z
    .int(want(`a whole number of ${min} to ${max}`))
    .min(min, want(`at least ${min}`))
    .max(max, want(`at most ${max}`));

export const amount = (min: number, max: number) =>
  z
    .number(want(`a number of ${min} to ${max}`))
    .min(min, want(`at least ${min}`))
    .max(max, want(`at most ${max}`));
