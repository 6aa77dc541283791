/** CONTROL: what an operator may ask of the daemon. The commands' names are xenstore-control's where it has them. */
import type { DomId } from "../../protocol/ids.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { nulTerminated, type XsError } from "../../protocol/xs-wire.ts";
import { eachNode } from "./node.ts";
import { parseDomid, parseNumber } from "./numbers.ts";
import { ownerOf } from "./perms.ts";
import type { QuotaLimits, QuotaName } from "./quota.ts";
import type { Store } from "./store.ts";

type Text = Result<string, XsError>;

interface Command {
  readonly usage: string;
  readonly about: string;
  readonly answer: (store: Store, words: readonly string[]) => Text;
}

// prettier-ignore
const commands: Readonly<Record<string, Command>> = {
  help:  { usage: "help",                         about: "these commands",                                         answer: help },
  print: { usage: "print TEXT",                   about: "nothing; there is no console to print to",               answer: () => ok("OK") },
  quota: { usage: "quota [DOMID | set NAME N]",   about: "limits, what a domain has of them, and what was refused", answer: quota },
  stats: { usage: "stats",                        about: "what the store and its process hold",                    answer: stats },
  check: { usage: "check",                        about: "holds the node counts against the tree",                 answer: check },
};

/** Performs a command and answers its text; EINVAL for one that is unknown or misused. */
export function control(store: Store, [name, ...words]: readonly string[]): Text {
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  const text = command ? command.answer(store, words) : err("EINVAL" as const);
  return text.ok ? ok(nulTerminated(text.value)) : text;
}

function help(): Text {
  const rows = Object.values(commands);
  const width = Math.max(...rows.map(({ usage }) => usage.length)) + 2;
  return ok(rows.map(({ usage, about }) => usage.padEnd(width) + about).join("\n"));
}

function quota(store: Store, words: readonly string[]): Text {
  if (words.length === 0) return ok([...limitLines(store), ...store.known().map((domid) => domainLine(store, domid))].join("\n"));
  if (words[0] === "set") return setQuota(store, words);
  const domid = parseDomid(words[0]);
  if (domid === undefined || words.length > 1) return err("EINVAL");
  return ok([domainLine(store, domid), ...refusalLines(store, domid)].join("\n"));
}

const limitLines = (store: Store): string[] => Object.entries(store.quota.limits).map(([name, limit]) => `${name} ${limit}`);

/** The first words are oxenstored's. */
function domainLine(store: Store, domid: DomId): string {
  const { nodes, watches, transactions } = store.usage(domid);
  const { limits } = store.quota;
  return `dom${domid} quota: ${nodes}/${limits.nodes} nodes, ${watches}/${limits.watches} watches, ${transactions}/${limits.transactions} transactions`;
}

function refusalLines(store: Store, domid: DomId): string[] {
  return Object.entries(store.usage(domid).refusals).map(
    ([name, { times, limit, current }]) => `refused ${name}: ${times} times, the last for ${current} where ${limit} is the limit`,
  );
}

function setQuota(store: Store, [, name, value]: readonly string[]): Text {
  const limit = parseNumber(value);
  if (name === undefined || limit === undefined || limit > 0x7fff_ffff || !isQuotaName(store.quota.limits, name)) return err("EINVAL");
  store.quota.limits = { ...store.quota.limits, [name]: limit };
  return ok("OK");
}

const isQuotaName = (limits: QuotaLimits, name: string): name is QuotaName => Object.hasOwn(limits, name);

function stats(store: Store): Text {
  return ok(
    Object.entries({ ...store.stats(), ...store.process() })
      .map(([key, value]) => `${key} ${value}`)
      .join("\n"),
  );
}

function check(store: Store): Text {
  const counted = new Map<DomId, number>();
  eachNode(store.view.root, (node) => {
    const owner = ownerOf(node.perms);
    counted.set(owner, (counted.get(owner) ?? 0) + 1);
  });
  // The root is nobody's quota's.
  const root = ownerOf(store.view.root.perms);
  counted.set(root, (counted.get(root) ?? 0) - 1);
  const wrong = [...new Set([...counted.keys(), ...store.known()])].filter(
    (domid) => (counted.get(domid) ?? 0) !== store.usage(domid).nodes,
  );
  if (wrong.length === 0) return ok("OK");
  return ok(wrong.map((domid) => `dom${domid}: ${store.usage(domid).nodes} nodes counted, ${counted.get(domid) ?? 0} there`).join("\n"));
}
