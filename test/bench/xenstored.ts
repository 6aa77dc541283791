/**
 * How fast our xenstored is over its Unix socket, beside the real daemons and a server without a store, in one run; and how fast
 * the store is without a socket. One client program for all, medians of alternating rounds, ratios with their goals.
 */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { buildNodePrograms, CHECKOUT } from "../peers/checkout.ts";
import { canPin, lastCpu, moveTo, type Cpu } from "../peers/cpus.ts";
import { compileLoadClient, setUpRivals } from "../peers/set-up.ts";
import { Field, nullServer, ours, realRivals, type Starter } from "./xenstored/field.ts";
import { inProcess } from "./xenstored/in-process-child.ts";
import type { Contestant, Figures } from "./xenstored/judge.ts";
import { benchOptions, IN_PROCESS } from "./xenstored/options.ts";
import { runRounds, type Plan } from "./xenstored/rounds.ts";
import { ROWS } from "./xenstored/rows.ts";
import { SPREAD_MARKED, table } from "./xenstored/table.ts";

const options = benchOptions(process.argv.slice(2));
const rows = ROWS.filter(({ id }) => options.only.includes(id));
const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function contestants(): Promise<Map<Contestant, Starter>> {
  const peers = resolve(CHECKOUT, options.peers);
  const there = await setUpRivals(peers);
  const real = there.missing === undefined ? realRivals(peers, there.work) : [];
  if (there.missing !== undefined) say(`no real daemons: ${there.missing}; ours is measured alone`);
  return new Map<Contestant, Starter>([["argonaut", ours], ...real, ...(there.nullServer ? [nullServer(peers, there.work)] : [])]);
}

/** The rivals are nobody's children: without this they would outlive an interrupted run. */
function closeOnSignal(field: Field): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void field.close().then(() => process.exit(1)));
}

const plain = (figures: Figures): Record<string, unknown> =>
  Object.fromEntries([...figures].map(([id, cells]) => [id, Object.fromEntries(cells)]));

async function socketRows(cpu: Cpu): Promise<Record<string, unknown>> {
  const compiled = await compileLoadClient();
  if ("missing" in compiled) {
    say(`no load client: ${compiled.missing}; nothing is measured over the socket`);
    return {};
  }
  await buildNodePrograms();
  const field = new Field(await contestants(), cpu);
  closeOnSignal(field);
  const plan: Plan = { ...options, rows, client: compiled.client, cpu, tell };
  try {
    const figures = await runRounds(field, plan);
    say(
      `\nDaemon and client ${cpu === "any" ? "on any processor (not pinned)" : `share processor ${cpu}: waking another one costs more than a request`}.`,
    );
    say(`Medians of ${options.rounds} rounds of ${options.seconds} s; µs is the daemon's CPU time for one.`);
    say(`~ marks a figure whose rounds lay more than ${SPREAD_MARKED * 100} % apart.`);
    say("A contest is: long transactions committed / of, in how many tries, w = the writer's rate beside them ÷ alone.\n");
    for (const line of table(rows, figures)) say(line);
    if (!options.unpinned || cpu === "any") return { pinned: plain(figures) };
    for (const { daemon } of await field.entrants()) moveTo("any", daemon.pid);
    const free = await runRounds(field, { ...plan, cpu: "any", tell: (line) => tell(`not pinned, ${line}`) });
    say("\nThe same on all processors, not pinned:\n");
    for (const line of table(rows, free)) say(line);
    return { pinned: plain(figures), unpinned: plain(free) };
  } finally {
    await field.close();
  }
}

const cpu = canPin() ? (options.cpu ?? lastCpu()) : "any";
const results: Record<string, unknown> = rows.length > 0 ? await socketRows(cpu) : {};
if (options.only.includes(IN_PROCESS)) {
  tell("in process");
  const { lines, figures } = await inProcess(cpu, options.rounds);
  say("\nThe store in this process, without a socket:\n");
  for (const line of lines) say(line);
  results[IN_PROCESS] = figures;
}
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, undefined, 2)}\n`);
