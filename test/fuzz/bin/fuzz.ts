/** `npm run fuzz`: hostile frontends against the backends, for as long as is wanted. */
import { Command, InvalidArgumentError, Option } from "commander";
import { ATTACKS, campaign, CampaignFailure, type FuzzDevice } from "../campaign.ts";

const OPERATIONS = 10_000_000;
const PROGRESS_MS = 5000;

function count(text: string): number {
  if (!/^[0-9]{1,15}$/.test(text)) throw new InvalidArgumentError("wanted a whole number from 0");
  return Number(text);
}

const devices = Object.keys(ATTACKS) as readonly FuzzDevice[]; // the table's keys
const program = new Command("fuzz")
  .description(
    "A guest that does all that a guest can, in any order, against one kind of device after the other.\n" +
      "What fails says how to see it again: the same seed gives the same campaign.",
  )
  .option("--operations <n>", "acts against each device", count, OPERATIONS)
  .option("--seed <n>", "where chance begins", count, 1)
  .addOption(new Option("--device <kind>", "only this kind").choices(devices))
  .helpOption("--help", "show this and exit")
  .allowExcessArguments(false)
  .parse();

const { operations, seed, device } = program.opts<{ operations: number; seed: number; device?: FuzzDevice }>();
try {
  for (const kind of device ? [device] : devices) {
    const began = performance.now();
    let told = began;
    const onProgress = (done: number): void => {
      const now = performance.now();
      if (now - told < PROGRESS_MS) return;
      told = now;
      const { heapUsed } = process.memoryUsage();
      const rate = Math.round(done / ((now - began) / 1000));
      process.stdout.write(`${kind}: ${done} of ${operations}, ${rate}/s, heap ${Math.round(heapUsed / 2 ** 20)} MiB\n`);
    };
    const report = await campaign({ device: kind, seed, operations, onProgress });
    const seconds = (performance.now() - began) / 1000;
    process.stdout.write(
      `${kind}: ${report.operations} operations in ${seconds.toFixed(1)} s by ${report.attackers} guests: ${report.connections} connections, ` +
        `${report.faults} faults found, nothing broke and nothing is left\n`,
    );
  }
} catch (problem) {
  if (!(problem instanceof CampaignFailure)) throw problem;
  process.stderr.write(`${problem.message}\n`);
  process.exitCode = 1;
}
