import type { Dice } from "../protocol/ports.ts";

/** mulberry32: small, and the same numbers from the same seed on every machine. Not for secrets. */
export function seededDice(seed: number): Dice {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = state;
      t = Math.imul(t ^ (t >>> 15), t | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
    },
  };
}
