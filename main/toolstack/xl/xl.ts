/**
 * The verbs of xl (tools/xl/xl_cmdtable.c) that a running cockpit answers, with xl's words, output and exit codes.
 *
 * A domain is named as find_domain() takes it: by its name, or by its number.
 */
import { DOM0, type DomId } from "../../../protocol/ids.ts";
import type { Xenstore } from "../../../protocol/ports.ts";
import { err, ok, type Result } from "../../../protocol/result.ts";
import type { DomainBuilder } from "../domain-builder.ts";
import type { Lifecycle } from "../lifecycle.ts";
import type { Domains } from "../machine.ts";
import { VKB_LIST_HEAD, vdisplList, vkbList } from "./device-lists.ts";
import { vdisplOfWords, vkbOfWords } from "./device-words.ts";

/** As a process would have ended. */
export interface XlOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the verbs act on. */
export interface XlPorts {
  readonly lifecycle: Lifecycle;
  readonly builder: DomainBuilder;
  readonly store: Xenstore;
  readonly domains: Domains;
  readonly pause: (domid: DomId) => void;
  readonly unpause: (domid: DomId) => void;
  /** CPU seconds that a domain has used. */
  readonly cpuSeconds: (domid: DomId) => number;
}

/** Lines for stdout, or what to say on stderr. */
type Answer = Promise<Result<readonly string[], string>>;

interface XlVerb {
  /** Behind the verb: how many words at least, and at most. */
  readonly words: readonly [number, number];
  readonly run: (ports: XlPorts, words: readonly string[]) => Answer;
}

const NOTHING: readonly string[] = [];
const silent = async (work: Promise<Result<unknown, string>>): Answer => {
  const done = await work;
  return done.ok ? ok(NOTHING) : done;
};

/** A verb whose first word is a domain. */
const on = (most: number, run: (ports: XlPorts, domid: DomId, words: readonly string[]) => Answer, least = 1): XlVerb => ({
  words: [least, most],
  run: async (ports, [name = "", ...words]) => {
    const domid = findDomain(ports, name);
    return domid === undefined ? err(`${name} is an invalid domain identifier (rc=-6)`) : run(ports, domid, words);
  },
});

/** A verb that lists the devices of domains. */
const listing = (head: readonly string[], list: (store: Xenstore, domid: DomId) => Promise<readonly string[]>): XlVerb => ({
  words: [1, Infinity],
  run: async (ports, names) => {
    const domids = names.map((name) => [name, findDomain(ports, name)] as const);
    const wrong = domids.find(([, domid]) => domid === undefined);
    if (wrong) return err(`${wrong[0]} is an invalid domain identifier (rc=-6)`);
    const lists = await Promise.all(domids.flatMap(([, domid]) => (domid === undefined ? [] : [list(ports.store, domid)])));
    return ok([...head, ...lists.flat()]);
  },
});

const detach = (kind: "vdispl" | "vkbd"): XlVerb =>
  on(
    2,
    async ({ builder }, domid, [word = ""]) => {
      if (!/^\d{1,9}$/.test(word)) return err(`want a device's number, got ${JSON.stringify(word)}`);
      const gone = await builder.detach(domid, kind, Number(word));
      return gone.ok ? ok(NOTHING) : err(gone.error.includes("not connected") ? `Error: Device ${word} not connected.` : gone.error);
    },
    2,
  );

const verbs: Readonly<Record<string, XlVerb>> = {
  list: {
    words: [0, 1],
    run: async ({ lifecycle, domains, cpuSeconds }, [name]) => {
      const domid = name === undefined ? undefined : findDomain({ lifecycle, domains }, name, DOM0);
      if (name !== undefined && domid === undefined) return err(`${name} is an invalid domain identifier (rc=-6)`);
      const [head = "", ...rows] = lifecycle.list(cpuSeconds).split("\n");
      const place = domains.domains().findIndex((info) => info.domid === domid);
      return Promise.resolve(ok([head, ...(name === undefined ? rows : rows.slice(place, place + 1))]));
    },
  },
  create: { words: [1, 1], run: ({ lifecycle }, [name = ""]) => silent(lifecycle.create(name)) },
  destroy: on(1, ({ lifecycle }, domid) => silent(lifecycle.destroy(lifecycle.nameOf(domid)))),
  pause: on(1, ({ pause }, domid) => Promise.resolve(ok((pause(domid), NOTHING)))),
  unpause: on(1, ({ unpause }, domid) => Promise.resolve(ok((unpause(domid), NOTHING)))),
  suspend: on(1, ({ lifecycle }, domid) => silent(lifecycle.suspend(lifecycle.nameOf(domid)))),
  resume: on(1, ({ lifecycle }, domid) => silent(lifecycle.resume(lifecycle.nameOf(domid)))),
  domid: on(1, (_ports, domid) => Promise.resolve(ok([String(domid)]))),
  domname: on(1, ({ lifecycle }, domid) => Promise.resolve(ok([lifecycle.nameOf(domid)]))),
  "vdispl-attach": on(Infinity, ({ builder }, domid, words) => {
    const config = vdisplOfWords(words);
    return config.ok ? silent(builder.attachVdispl(domid, config.value)) : Promise.resolve(config);
  }),
  "vdispl-list": listing([], vdisplList),
  "vdispl-detach": detach("vdispl"),
  "vkb-attach": on(Infinity, ({ builder }, domid, words) => {
    const config = vkbOfWords(words);
    return config.ok ? silent(builder.attachVkb(domid, config.value)) : Promise.resolve(config);
  }),
  "vkb-list": listing([VKB_LIST_HEAD], vkbList),
  "vkb-detach": detach("vkbd"),
};

/** Runs one command line, the program's name left off. */
export async function xl(ports: XlPorts, [name = "", ...words]: readonly string[]): Promise<XlOutcome> {
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb) return failed(`command not implemented: ${JSON.stringify(name)}; there are ${Object.keys(verbs).join(", ")}`, 2);
  const [least, most] = verb.words;
  if (words.length < least || words.length > most) {
    const wanted = least === most ? String(least) : most === Infinity ? `at least ${least}` : `${least} to ${most}`;
    return failed(`'xl ${name}' wants ${wanted} word${wanted === "1" ? "" : "s"} behind it, got ${words.length}`, 2);
  }
  const answer = await verb.run(ports, words);
  if (!answer.ok) return failed(answer.error, 1);
  return { code: 0, stdout: answer.value.map((line) => `${line}\n`).join(""), stderr: "" };
}

const failed = (problem: string, code: number): XlOutcome => ({ code, stdout: "", stderr: `${problem}\n` });

/** A domain by name or number; dom0 only where `from` is 0. */
function findDomain({ lifecycle, domains }: Pick<XlPorts, "lifecycle" | "domains">, name: string, from = 1): DomId | undefined {
  const named = lifecycle.domidOf(name);
  if (named !== undefined) return named;
  const info = domains.domains().find(({ domid }) => String(domid) === name || lifecycle.nameOf(domid) === name);
  return info !== undefined && info.domid >= from && !info.dying ? info.domid : undefined;
}
