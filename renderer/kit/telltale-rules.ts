/**
 * What lights a telltale, in three values: yes, no, and not known. A rule does not decide what a missing signal means; the telltale's row
 * in the table does (telltales.ts).
 */
import type { SignalValue } from "../../protocol/bridge.ts";
import type { VssPath } from "../../protocol/vss.ts";

export type Read = (path: VssPath) => SignalValue;

/** What a telltale shows. */
export type Lamp = "lit" | "flash" | "unlit";

export interface Rule {
  /** What `says` reads, and no more: only these are sent to who draws it. */
  readonly sources: readonly VssPath[];
  /** Undefined: its signals are missing or stale, and what is left of them does not decide it. */
  readonly says: (read: Read) => Lamp | undefined;
}

/** Lit while the signal is true. */
export const is = (path: VssPath): Rule => judged(path, (value) => value === 1);

/** Lit while the signal is false. */
export const isNot = (path: VssPath): Rule => judged(path, (value) => value === 0);

/** Lit below `limit`. */
export const below = (path: VssPath, limit: number): Rule => judged(path, (value) => value < limit);

/** Lit above `limit`, in either direction: a speed is also one backwards. */
export const above = (path: VssPath, limit: number): Rule => judged(path, (value) => Math.abs(value) > limit);

/** Flashing where `rule` is lit. */
export const flashing = ({ sources, says }: Rule): Rule => ({
  sources,
  says: (read) => {
    const said = says(read);
    return said === "lit" ? "flash" : said;
  },
});

/** Lit when one of them is, whatever the others do not say; unlit only when all of them say so. */
export function anyOf(...rules: readonly Rule[]): Rule {
  return {
    sources: [...new Set(rules.flatMap(({ sources }) => sources))],
    says: (read) => {
      let known = true;
      let flash = false;
      for (const { says } of rules) {
        const said = says(read);
        if (said === "lit") return said;
        if (said === "flash") flash = true;
        if (said === undefined) known = false;
      }
      return flash ? "flash" : known ? "unlit" : undefined;
    },
  };
}

function judged(path: VssPath, lit: (value: number) => boolean): Rule {
  return {
    sources: [path],
    says: (read) => {
      const value = read(path);
      if (value === undefined) return undefined;
      return lit(value) ? "lit" : "unlit";
    },
  };
}
