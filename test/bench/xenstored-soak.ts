/**
 * The soak: random load from many clients that are cut off at random, and after it nothing may be left: no connection, watch,
 * transaction or node, and no more memory than after a warm-up of the same kind. Exits with 1 when something is.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { buildNodePrograms } from "../peers/checkout.ts";
import { startOurs } from "../peers/daemon.ts";
import { heldLine, leftovers, memoryLine } from "./xenstored/soak/account.ts";
import { newTally, SoakClient, type Tally } from "./xenstored/soak/client.ts";
import { SeededDice } from "./xenstored/soak/dice.ts";
import { Overseer } from "./xenstored/soak/overseer.ts";

const PROGRESS_MS = 10_000;

function above0(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text) || !(Number(text) > 0)) throw new InvalidArgumentError("wanted a number above 0");
  return Number(text);
}

function share(text: string): number {
  if (!/^(0(\.\d+)?|1)$/.test(text)) throw new InvalidArgumentError("wanted a number from 0 to 1");
  return Number(text);
}

const options = new Command("npm run bench -- xenstored-soak")
  .description("Random load on our xenstored from clients that are cut off at random; then nothing may be left of it.")
  .option("--minutes <n>", "how long", above0, 10)
  .option("--clients <n>", "how many at a time", above0, 64)
  .option("--seed <n>", "of what the clients do", above0, 1)
  .option("--warm-up <s>", "seconds of the same load before memory is first looked at", above0, 120)
  .option("--new-paths <share>", "the share of paths that nobody has said before", share, 0.02)
  .helpOption("--help", "show this and exit")
  .parse()
  .opts<{ minutes: number; clients: number; seed: number; warmUp: number; newPaths: number }>();

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), "argonaut-soak-"));
await buildNodePrograms();
const daemon = await startOurs(folder, "any", ["--expose-gc"]);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void daemon.stop().then(() => process.exit(1)));

const progress = (seconds: number, { requests, events, connections, midPacket, midTransaction, conflicts }: Tally): string =>
  `${seconds.toFixed(0)} s: ${requests} requests, ${events} events, ${connections} connections ` +
  `(${midPacket} cut in a packet, ${midTransaction} in a transaction), ${conflicts} conflicts`;

const crash = daemon.ended.then((how) => {
  throw new Error(`the daemon ended: ${how}`);
});
// Told where it is awaited; at the end it is what was wanted.
crash.catch(() => undefined);

/** Load for a while, then every client gone. Rejects when the daemon ends. */
async function load(overseer: Overseer, seconds: number, seed: number): Promise<Tally> {
  const tally = newTally();
  const clients = Array.from(
    { length: options.clients },
    (_, i) => new SoakClient(daemon.socket, i, options.newPaths, new SeededDice(seed * 1_000_003 + i), tally),
  );
  const since = performance.now();
  const telling = setInterval(() => {
    overseer.account().then(
      (account) => say(`${progress((performance.now() - since) / 1000, tally)}; held: ${heldLine(account)}`),
      (problem: unknown) => tally.faults.push(`no account: ${String(problem)}`),
    );
  }, PROGRESS_MS);
  const running = clients.map((client) => client.run());
  try {
    await Promise.race([crash, new Promise((resolve) => setTimeout(resolve, seconds * 1000))]);
  } finally {
    clearInterval(telling);
    for (const client of clients) client.stop();
  }
  await Promise.all(running);
  say(progress((performance.now() - since) / 1000, tally));
  return tally;
}

let problems: string[] = [];
try {
  const overseer = await Overseer.connect(daemon.socket);
  const empty = await overseer.account();
  say(`warm-up: ${options.warmUp} s of ${options.clients} clients`);
  await load(overseer, options.warmUp, options.seed + 1);
  await overseer.cleanUp();
  const start = await overseer.settledAccount();
  say(`soak: ${options.minutes} minutes, seed ${options.seed}`);
  const { faults } = await load(overseer, options.minutes * 60, options.seed);
  await overseer.cleanUp();
  const end = await overseer.settledAccount();
  const check = await overseer.check();
  overseer.close();
  problems = [...new Set(faults), ...leftovers(empty, start, end), ...(check === "OK" ? [] : [`check: ${check}`])];
  say(memoryLine(start, end));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  problems = [error.message];
} finally {
  await daemon.stop();
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) say(`NOT met: ${problem}`);
if (problems.length === 0) say("met: nothing is left of the load");
process.exitCode = problems.length === 0 ? 0 : 1;
