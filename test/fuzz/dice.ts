import { seededDice } from "../../main/seeded-dice.ts";

/** Chance as a campaign rolls it: the same seed gives the same campaign. */
export interface FuzzDice {
  /** 0 to `n` - 1. */
  int(n: number): number;
  /** True once in `n` times. */
  oneIn(n: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** A u32: often small, often near where indices wrap or change sign, else anything. */
  word(): number;
}

const EDGES = [0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff_ffe0, 0xffff_0000, 0x1_0000, 4096, 4095, 4097] as const;

export function fuzzDice(seed: number): FuzzDice {
  const dice = seededDice(seed);
  const int = (n: number): number => Math.floor(dice.next() * n);
  const pick = <T>(list: readonly T[]): T => list[int(list.length)]!; // `int` stays below the length
  return {
    int,
    oneIn: (n) => int(n) === 0,
    pick,
    word: () => {
      const kind = int(4);
      if (kind === 0) return int(8);
      if (kind === 1) return int(100);
      return kind === 2 ? (pick(EDGES) + int(3) - 1) >>> 0 : int(0x1_0000_0000);
    },
  };
}
