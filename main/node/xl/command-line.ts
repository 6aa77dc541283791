/** The command line of `npm run xl`: its own help and socket; the rest is for the cockpit to understand. */
import { err, ok, type Result } from "../../../protocol/result.ts";

/** What a command line asks for. */
export interface XlWords {
  /** The verb and what follows it. */
  readonly words: readonly string[];
  /** Undefined: where the environment says. */
  readonly socket: string | undefined;
}

/** How an xl ended: what to print, and the exit code. The cockpit's answer has this form, too. */
export interface XlOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const USAGE = `Usage: npm run -s xl -- [--socket PATH] VERB …

  list [DOMAIN]                     the domains, as xl list
  create DOMAIN                     starts a domain of the cockpit that is not running
  destroy DOMAIN
  pause DOMAIN, unpause DOMAIN
  suspend DOMAIN, resume DOMAIN     with all its devices closed meanwhile
  domid NAME, domname DOMID
  vkb-attach DOMAIN KEY=VALUE…      as in xl.cfg's vkb: backend-type=linux unique-id=ivi0 feature-abs-pointer=1
  vkb-list DOMAIN…
  vkb-detach DOMAIN DEVID
  vdispl-attach DOMAIN KEY=VALUE…   as in xl.cfg's vdispl: connectors=ivi0:1280x800
  vdispl-list DOMAIN…
  vdispl-detach DOMAIN DEVID

A DOMAIN is a name or a number. The cockpit listens at \`control\` beside xenstored's socket (--socket, XENSTORED_PATH, XENSTORED_RUNDIR).
`;

/** Reads the words behind the program's name; an error is what to print where there is nothing to ask. */
export function parseXlWords(words: readonly string[]): Result<XlWords, XlOutcome> {
  const [first, second, ...rest] = words;
  if (first === "--help" || first === "-h" || first === "help") return err({ code: 0, stdout: USAGE, stderr: "" });
  if (first === undefined) return err({ code: 1, stdout: "", stderr: USAGE });
  if (first !== "--socket") {
    if (!first.startsWith("-")) return ok({ words, socket: undefined });
    return err({ code: 2, stdout: "", stderr: `xl: ${first}: unknown; there are --socket PATH and --help\n` });
  }
  if (second === undefined) return err({ code: 2, stdout: "", stderr: "xl: --socket: want a path behind it\n" });
  const asked = parseXlWords(rest);
  return asked.ok ? ok({ words: asked.value.words, socket: asked.value.socket ?? second }) : asked;
}

/** Whether the cockpit's answer is what xl's verb answers. */
export function isXlOutcome(value: unknown): value is XlOutcome {
  if (typeof value !== "object" || value === null) return false;
  const { code, stdout, stderr } = value as Readonly<Record<string, unknown>>; // any object may be asked for any key
  return typeof code === "number" && typeof stdout === "string" && typeof stderr === "string";
}
