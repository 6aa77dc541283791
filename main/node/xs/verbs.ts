/** What each verb of `xs` does, as xenstore-utils do it. */
import type { XenstoreOps } from "../../../protocol/ports.ts";
import { unreachable } from "../../../protocol/result.ts";
import { chmod } from "./chmod.ts";
import type { Client } from "./client.ts";
import { ls } from "./ls.ts";
import { exists, list, read, rm, write } from "./nodes.ts";
import type { Outcome } from "./outcome.ts";
import type { Request, RequestOf } from "./request.ts";
import type { Terminal } from "./terminal.ts";

/** xenstore-control's exit code for a command that was not done. */
const EXIT_CONTROL = 3;

/** Answers the exit code. */
export function perform(request: Request, client: Client, terminal: Terminal): Promise<number> {
  switch (request.verb) {
    case "ls":
      return ls(request, client, terminal);
    case "control":
      return control(request, client, terminal);
    case "watch":
      return watch(request, client, terminal);
    case "read":
      return settle(request.paths.length > 1, (ops) => read(request, ops), client, terminal);
    case "write":
      return settle(request.pairs.length > 1, (ops) => write(request, ops), client, terminal);
    case "rm":
      return settle(true, (ops) => rm(request, ops), client, terminal);
    case "exists":
      return settle(true, (ops) => exists(request, ops), client, terminal);
    case "list":
      return settle(true, (ops) => list(request, ops), client, terminal);
    case "chmod":
      return settle(true, (ops) => chmod(request, ops), client, terminal);
    default:
      return unreachable(request);
  }
}

type Body = (ops: XenstoreOps) => Promise<Outcome>;

/** Does `body`, in a transaction or not, and tells of it once it stands. */
async function settle(inTransaction: boolean, body: Body, client: Client, terminal: Terminal): Promise<number> {
  const settled = inTransaction ? await client.transaction(body, ({ code }) => code === 0) : undefined;
  if (settled && !settled.ok) {
    terminal.problem(`could not complete the transaction: ${settled.error}`);
    return 1;
  }
  const outcome = settled ? settled.value : await body(client);
  if (outcome.problem !== undefined) terminal.problem(outcome.problem);
  terminal.print(outcome.printed);
  return outcome.code;
}

async function watch({ paths, events }: RequestOf<"watch">, client: Client, terminal: Terminal): Promise<number> {
  for (const path of paths) {
    const answer = await client.watch(path, path);
    if (answer.ok) continue;
    terminal.problem(`could not watch ${path}: ${answer.error}`);
    return 1;
  }
  for (let left = events ?? Infinity; left > 0; left--) terminal.print(`${await client.nextEvent()}\n`);
  return 0;
}

async function control({ words }: RequestOf<"control">, client: Client, terminal: Terminal): Promise<number> {
  const answer = await client.control(words);
  if (answer.ok) {
    if (answer.value !== "") terminal.print(`${answer.value}\n`);
    return 0;
  }
  const help = answer.error === "EINVAL" ? await client.control(["help"]) : undefined;
  terminal.problem(`control ${words.join(" ")}: ${answer.error}${help?.ok ? `; the daemon knows:\n${help.value}` : ""}`);
  return EXIT_CONTROL;
}
