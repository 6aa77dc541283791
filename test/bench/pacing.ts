/**
 * `npm run bench -- pacing [ROUNDS] [SECONDS]`: frames and processors of the cockpit on a recorded drive, beside bare windows of the same
 * sizes on the same machine, in turn; medians of the rounds.
 *
 * A cockpit's frame is a flip that dom0 showed; a bare window's is an animation frame; both by the clock when it comes.
 */
import { bareRound } from "./pacing/bare-round.ts";
import { cockpitRound } from "./pacing/cockpit-round.ts";
import type { Pace, Round } from "./pacing/watch.ts";
import { median } from "./xenstored/statistics.ts";

const ROUNDS = Number(process.argv[2] ?? 3);
const SECONDS = Number(process.argv[3] ?? 20);
const GOAL = { perSecond: 58, p99: 25 } as const;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const cockpit: Round[] = [];
const bare: Round[] = [];
for (let round = 0; round < ROUNDS; round++) {
  cockpit.push(await cockpitRound(SECONDS));
  bare.push(await bareRound(SECONDS));
  const paces = Object.entries(cockpit.at(-1)!.displays).map(([name, { perSecond }]) => `${name} ${perSecond.toFixed(1)} fps`);
  process.stderr.write(`  · round ${round + 1} of ${ROUNDS}: ${paces.join(", ")}\n`);
}

const of = (rounds: readonly Round[], display: string, figure: keyof Pace): number =>
  median(rounds.map(({ displays }) => displays[display]?.[figure] ?? NaN));
const met = (is: boolean): string => (is ? "met" : "NOT met");

say(`medians of ${ROUNDS} rounds of ${SECONDS} s each, cockpit and bare windows in turn`);
say(`${"display".padEnd(10)}${"".padEnd(9)}frames/s   p50 ms   p99 ms`);
for (const display of Object.keys(cockpit[0]?.displays ?? {})) {
  for (const [name, rounds] of [
    ["cockpit", cockpit],
    ["bare", bare],
  ] as const) {
    const [perSecond, p50, p99] = (["perSecond", "p50", "p99"] as const).map((figure) => of(rounds, display, figure));
    const goals =
      name === "bare"
        ? ""
        : `   ≥ ${GOAL.perSecond} frames/s ${met(perSecond! >= GOAL.perSecond)}; p99 ≤ ${GOAL.p99} ms ${met(p99! <= GOAL.p99)}`;
    say(
      `${display.padEnd(10)}${name.padEnd(9)}${perSecond!.toFixed(1).padStart(8)} ${p50!.toFixed(1).padStart(8)} ${p99!.toFixed(1).padStart(8)}${goals}`,
    );
  }
}

say("\nprocessor, percent of one");
for (const [name, rounds] of [
  ["cockpit", cockpit],
  ["bare", bare],
] as const) {
  const processes = [...new Set(rounds.flatMap(({ processor }) => [...processor.keys()]))];
  const used = processes.map((process) => [process, median(rounds.map(({ processor }) => processor.get(process) ?? 0))] as const);
  for (const [process, percent] of [...used].sort((a, b) => b[1] - a[1]))
    say(`${name.padEnd(10)}${process.padEnd(28)}${percent.toFixed(1).padStart(6)}`);
  const all = median(rounds.map(({ processor }) => [...processor.values()].reduce((sum, one) => sum + one, 0)));
  say(`${name.padEnd(10)}${"all of it".padEnd(28)}${all.toFixed(1).padStart(6)}`);
}
