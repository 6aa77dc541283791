/** `npm run xenstored`: the daemon by itself, on a Unix socket, as Xen's own `xenstored` and `oxenstored` are. */
import { Command, InvalidArgumentError, Option } from "commander";
import type { Result } from "../../../protocol/result.ts";
import { Log } from "../../log/log.ts";
import { OXENSTORED_QUOTA, type QuotaLimits, type QuotaName } from "../../xenstored/quota.ts";
import { Store } from "../../xenstored/store.ts";
import { EpollLoop } from "../epoll/epoll-loop.ts";
import { serveOnEpoll } from "../epoll/epoll-server.ts";
import { loadLibc } from "../epoll/libc.ts";
import { consoleLog } from "../console-log.ts";
import { defaultSocketPath } from "../socket-path.ts";
import { realTimers } from "../timers.ts";
import { freeSocketPath, serveXenstored, type XenstoredSocket } from "../xenstored-socket.ts";

/** The quotas, by the option that sets each and what it limits in one unprivileged domain. */
const QUOTA_OPTIONS: Readonly<Record<QuotaName, readonly [option: string, about: string]>> = {
  nodes: ["quota-nodes", "nodes that a guest may own"],
  valueOctets: ["quota-value-octets", "octets of one value"],
  watches: ["quota-watches", "watches of a guest"],
  transactions: ["quota-transactions", "transactions that a guest may have open"],
  requests: ["quota-requests", "requests in one transaction"],
  pathOctets: ["quota-path-octets", "octets of a path"],
  outstanding: ["quota-outstanding", "replies that a guest has not taken yet"],
  watchEvents: ["quota-watch-events", "watch events that a guest has not taken yet"],
  perms: ["quota-perms", "entries of a node's permissions"],
};

function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("wanted a whole number from 0");
  return Number(text);
}

function command(): Command {
  const found = new Command("xenstored")
    .description("Serves xenstore on a Unix socket with dom0's rights; real clients find it by XENSTORED_PATH.")
    .option("--socket <path>", "where to listen", defaultSocketPath(process.env))
    .addOption(
      new Option("--loop <name>", "what serves the socket: our own loop on Linux's epoll, or Node's")
        .choices(["epoll", "node"])
        .default("epoll"),
    )
    .option("--verbose", "log every request on stderr")
    .helpOption("--help", "show this and exit");
  for (const [name, [option, about]] of Object.entries(QUOTA_OPTIONS)) {
    found.option(`--${option} <n>`, about, count, OXENSTORED_QUOTA[name as QuotaName]); // the table's keys are the quotas' names
  }
  return found;
}

const camel = (option: string): string => option.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

const options: Readonly<Record<string, unknown>> = command().parse().opts();
const socket = options["socket"] as string; // it has a default
const quota = Object.fromEntries(
  Object.entries(QUOTA_OPTIONS).map(([name, [option]]) => [name, options[camel(option)]]),
) as unknown as QuotaLimits; // every option has a default of count's type
const verbose = options["verbose"] === true;
const log = new Log(() => realTimers.now(), consoleLog(verbose), "xenstored");

// Node's loop also serves where the other cannot be had.
const libc = options["loop"] === "epoll" ? await loadLibc() : undefined;
const loop = libc && new EpollLoop(libc);

const store = new Store({
  quota,
  ...(loop ? { timers: loop, schedule: loop.schedule } : { timers: realTimers }),
  onQuotaRefusal: ({ domid, quota: name, limit, current }) => log.guest(domid, "quota", { quota: name, limit, current }),
  ...(verbose ? { onAccess: (record) => log.debug("access", { ...record }, record.domid) } : {}),
  process: () => {
    // Only where the daemon was started with --expose-gc: a soak wants to know what is held, not what is garbage.
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    return { heapUsed, rss };
  },
});

const onFault = (fault: string): void => log.guest(0, "connection closed", { fault });
const served = await serve();
if (!served.ok) {
  process.stderr.write(`xenstored: ${served.error}\n`);
  process.exit(1);
}
/** On our own loop where there is one. */
async function serve(): Promise<Result<XenstoredSocket, string>> {
  if (!libc || !loop) return serveXenstored(store, socket, onFault);
  const free = await freeSocketPath(socket);
  return free.ok ? serveOnEpoll(libc, loop, store, socket, onFault) : free;
}

let ending = false;
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (ending) return;
    ending = true;
    void served.value.close().then(() => process.exit(0));
  });
}
// Said last: whoever waits for it may send a signal at once.
process.stdout.write(`ready ${served.value.path}\n`);
loop?.run();
