/** The command line of `xs`: the verbs, options and names of xenstore-utils, and `control`, `quota` and `stats`. */
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { XsPerm } from "../../../protocol/ports.ts";
import { err, ok, type Result } from "../../../protocol/result.ts";
import { parseXsPerm } from "../../../protocol/xs-wire.ts";
import { unescapeValue } from "./escape.ts";
import type { Request } from "./request.ts";

export interface CommandLine {
  readonly request: Request;
  /** Undefined: where the environment says. */
  readonly socket: string | undefined;
}

/** What to print and how to exit where there is nothing to do: help that was asked for, or a command line that asks for nothing. */
export interface NoRequest {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The octets that the shell passed: Node read them as UTF-8. */
const octets = (word: string): string => Buffer.from(word, "utf8").toString("latin1");

function perm(word: string, before: readonly XsPerm[] | undefined): readonly XsPerm[] {
  const parsed = parseXsPerm(word);
  if (!parsed) throw new InvalidArgumentError("Wanted n, r, w or b and a domid, as in r5.");
  return [...(before ?? []), parsed];
}

function count(word: string): number {
  if (!/^\d{1,9}$/.test(word)) throw new InvalidArgumentError("Wanted a whole number from 0.");
  return Number(word);
}

function pairs(words: readonly string[], raw: boolean, program: Command): (readonly [string, string])[] {
  if (words.length % 2 === 1) program.error("xs: wanted a value behind every key, got none behind the last");
  return Array.from({ length: words.length / 2 }, (_, i) => {
    const value = octets(words[2 * i + 1]!);
    return [octets(words[2 * i]!), raw ? value : unescapeValue(value)];
  });
}

/** xenstore-utils take `-s` and do nothing for it; a script that passes it still works. */
const ignored = (): Option => new Option("-s", "taken for xenstore-utils' sake").hideHelp();

interface Flags {
  readonly [name: string]: unknown;
}
const set = (flags: Flags, name: string): boolean => flags[name] === true;

/** Adds the verbs to `program`; each calls `found` with what it asks for. */
function addVerbs(program: Command, found: (request: Request) => void): void {
  const verb = (name: string, about: string): Command => program.command(name).description(about).addOption(ignored());

  verb("ls", "The tree below the paths, with values; / when there is none.")
    .argument("[path...]")
    .option("-f, --flat", "whole paths, nothing cut")
    .option("-p, --prefix", "with permissions")
    .action((paths: string[], flags: Flags) => {
      const from = paths.length === 0 ? ["/"] : paths.map(octets);
      found({ verb: "ls", paths: from, flat: set(flags, "flat"), perms: set(flags, "prefix") });
    });
  verb("read", "The values of nodes.")
    .argument("<key...>")
    .option("-p, --prefix", "each behind its path")
    .option("-R, --raw", "as they are: nothing escaped, no newline")
    .action((keys: string[], flags: Flags) =>
      found({ verb: "read", paths: keys.map(octets), prefix: set(flags, "prefix"), raw: set(flags, "raw") }),
    );
  verb("write", "Gives nodes values: key value, and more of such pairs, in one transaction.")
    .argument("<words...>", "key value [key value ...]")
    .usage("[options] key value [key value ...]")
    .option("-R, --raw", "the value as it is: a backslash is a backslash")
    .action((words: string[], flags: Flags) => found({ verb: "write", pairs: pairs(words, set(flags, "raw"), program) }));
  verb("rm", "Removes nodes with what is below them.")
    .argument("<key...>")
    .option("-t, --tidy", "and the nodes above that are left without value and children")
    .action((keys: string[], flags: Flags) => found({ verb: "rm", paths: keys.map(octets), tidy: set(flags, "tidy") }));
  verb("exists", "Exits with 0 when all of the nodes are there, with 1 when one is not.")
    .argument("<key...>")
    .addOption(new Option("-p, --prefix", "taken for xenstore-utils' sake").hideHelp())
    .action((keys: string[]) => found({ verb: "exists", paths: keys.map(octets) }));
  verb("list", "The names of nodes' children.")
    .argument("<key...>")
    .option("-p, --prefix", "whole paths")
    .action((keys: string[], flags: Flags) => found({ verb: "list", paths: keys.map(octets), prefix: set(flags, "prefix") }));
  verb("chmod", "Sets a node's permissions: its owner and what all others may, then what single domains may.")
    .argument("<key>")
    .argument("<perms...>", "n, r, w or b and a domid, as in: n0 r5", perm)
    .option("-u, --upto", "on the nodes above it as well")
    .option("-r, --recurse", "on the nodes below it as well")
    .action((key: string, perms: readonly XsPerm[], flags: Flags) =>
      found({ verb: "chmod", path: octets(key), perms, upto: set(flags, "upto"), recurse: set(flags, "recurse") }),
    );
  verb("watch", "Prints each path that changes at or below the keys, and first the keys themselves.")
    .argument("<key...>")
    .option("-n, --number <nr>", "ends after so many", count)
    .action(
      (keys: string[], flags: Flags) => found({ verb: "watch", paths: keys.map(octets), events: flags["number"] as number | undefined }), // count's type
    );
  verb("control", "Tells the daemon a command, as xenstore-control; `control help` lists them.")
    .argument("<command...>")
    .action((words: string[]) => found({ verb: "control", words: words.map(octets) }));
  verb("quota", "Quotas: the limits and what each domain has, or what one domain has and what it was refused.")
    .argument("[domid]")
    .action((domid: string | undefined) => found({ verb: "control", words: domid === undefined ? ["quota"] : ["quota", octets(domid)] }));
  verb("stats", "What the store and its daemon hold.").action(() => found({ verb: "control", words: ["stats"] }));
}

export function parseCommandLine(words: readonly string[]): Result<CommandLine, NoRequest> {
  let request: Request | undefined;
  let stdout = "";
  let stderr = "";
  const program = new Command("xs")
    .description("A client of xenstored with the verbs, options and output of xenstore-utils.")
    .option("--socket <path>", "xenstored's socket; without it XENSTORED_PATH, XENSTORED_RUNDIR/socket, or where our daemon is by default")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void (stdout += text),
      writeErr: (text) => void (stderr += text),
      outputError: (text, write) => write(text.replace(/^error/, "xs")),
    });
  addVerbs(program, (found) => {
    request = found;
  });
  let code = 1;
  try {
    program.parse(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    code = error.exitCode;
  }
  if (!request) return err({ code, stdout, stderr });
  return ok({ request, socket: program.opts<{ socket?: string }>().socket });
}
