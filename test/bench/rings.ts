/** `npm run bench -- rings [ROUNDS]`: rings and what hangs on them beside what else could be had, in alternating rounds; medians, and goals. */
import { acrossRun } from "./rings/across.ts";
import { connectRun } from "./rings/domains.ts";
import { inputRun } from "./rings/input.ts";
import { cRing, ourRing, type RingWork } from "./rings/ring-in-process.ts";
import { uploadRun } from "./rings/upload.ts";
import { median, percentile, spread } from "./xenstored/statistics.ts";

const ROUNDS = Number(process.argv[2] ?? 5);
const REQUESTS = { ours: 1_000_000, c: 10_000_000 } as const;
const WINDOW = 32;
const FRAMES = 20;
const ACROSS_REQUESTS = 50_000;
const KEYS = 200;
/** Rounds that lie further apart than this share of their median make a figure rough. */
const ROUGH = 0.25;

const rows: string[] = [];
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const three = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const figure = (values: readonly number[], unit: string): string => `${spread(values) > ROUGH ? "~" : ""}${three(median(values))} ${unit}`;
const goal = (what: string, met: boolean): string => `(goal ${what}) ${met ? "met" : "NOT met"}`;
const row = (name: string, cells: readonly string[]): void => void rows.push(`${name.padEnd(34)}${cells.join("; ")}`);

/** First the compiler's warm-up, then a round of each in turn. */
async function rounds(measure: () => Promise<void> | void): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) await measure();
}

const c = cRing();
for (const [work, what] of [
  ["slots", "ring, slots moved"],
  ["flips", "ring, flips written and read"],
] as const satisfies readonly (readonly [RingWork, string])[]) {
  const [ours, theirs]: [number[], number[]] = [[], []];
  const proof = [ourRing(work, REQUESTS.ours, WINDOW).sum, c.run(work, REQUESTS.ours, WINDOW).sum];
  if (proof[0] !== proof[1]) throw new Error(`ours did ${proof[0]}, C did ${proof[1]}`);
  await rounds(() => {
    ours.push(ourRing(work, REQUESTS.ours, WINDOW).rate / 1e6);
    theirs.push(c.run(work, REQUESTS.c, WINDOW).rate / 1e6);
  });
  const ratio = median(ours) / median(theirs);
  row(what, [
    `ours ${figure(ours, "M requests/s")} ${goal("≥ 5 M", median(ours) >= 5)}`,
    `C at -O2 ${figure(theirs, "M")}`,
    `${ratio.toFixed(3)} × C ${goal("≥ 0.25", ratio >= 0.25)}`,
  ]);
}
c.close();

const [uploads, turns, copies]: [number[], number[], number[]] = [[], [], []];
await rounds(async () => {
  const { uploadMBs, turnMBs, copyMBs } = await uploadRun(FRAMES);
  uploads.push(uploadMBs);
  turns.push(turnMBs);
  copies.push(copyMBs);
});
const uploadRatio = median(uploads) / median(copies);
row("picture, granted pages to bands", [
  `dom0 ${figure(uploads, "MB/s")}`,
  `plain copy ${figure(copies, "MB/s")}`,
  `${uploadRatio.toFixed(2)} × the copy ${goal("≥ 0.5", uploadRatio >= 0.5)}`,
  `the page then turns their colours at ${figure(turns, "MB/s")}`,
]);

const across = await acrossRun(ROUNDS, ACROSS_REQUESTS);
const acrossRatio = median(across.ring) / median(across.messages);
row("ring between processes", [
  `ours ${figure(across.ring, "k requests/s")}, 32 slots`,
  `a message each ${figure(across.messages, "k")}`,
  `${acrossRatio.toFixed(1)} × ${goal("≥ 8", acrossRatio >= 8)}`,
]);
const largeRatio = median(across.largeRing) / median(across.messages);
row("ring of 16 pages, processes", [
  `ours ${figure(across.largeRing, "k requests/s")}, 512 slots`,
  `${largeRatio.toFixed(1)} × ${goal("≥ 30", largeRatio >= 30)}`,
]);
const alone = [percentile(across.ringAlone, 99), percentile(across.messageAlone, 99)] as const;
row("a lone request between processes", [
  `ours p50 ${three(median(across.ringAlone))} ms, p99 ${three(alone[0])} ms`,
  `a message p50 ${three(median(across.messageAlone))} ms, p99 ${three(alone[1])} ms`,
  `p99 × ${(alone[0] / alone[1]).toFixed(2)} ${goal("≤ 1.2", alone[0] <= 1.2 * alone[1])}`,
]);

const input = await inputRun(KEYS);
const inputRatio = median(input.ours) / median(input.bare);
row("key, seat to DOM event", [
  `ours p50 ${three(median(input.ours))} ms, p99 ${three(percentile(input.ours, 99))} ms`,
  `bare sendInputEvent p50 ${three(median(input.bare))} ms, p99 ${three(percentile(input.bare, 99))} ms`,
  `p50 × ${inputRatio.toFixed(2)} ${goal("≤ 1.3", inputRatio <= 1.3)}`,
]);

const [at10, at1000]: [number[], number[]] = [[], []];
await connectRun();
await rounds(async () => {
  const run = await connectRun();
  at10.push(run.at10);
  at1000.push(run.at1000);
});
const flat = median(at1000) / median(at10);
row("connect, a domain's devices", [
  `with 10 domains ${figure(at10, "ms")}`,
  `with 1000 ${figure(at1000, "ms")}`,
  `× ${flat.toFixed(2)} ${goal("≤ 1.2", flat <= 1.2)}`,
]);

say(`medians of ${ROUNDS} rounds; ~ marks a figure whose rounds lie more than ${ROUGH * 100} % of it apart`);
for (const line of rows) say(line);
