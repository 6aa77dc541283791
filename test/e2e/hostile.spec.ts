/**
 * Hostile guests (issue 2, acceptance 4). The guest's kernel is the one that ships with cockpits/hostile/exploit.cjs before it, so
 * every attack comes from a domain that is connected and draws. One run of the cockpit takes all the attacks, one domain after another.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "playwright/test";
import { DOM0 } from "../../protocol/ids.ts";
import { CockpitApp, readable } from "./cockpit-app.ts";

/** What dom0 promises of its event loop. */
const LOOP_DELAY_MS = 500;
/**
 * What is not held yet: Electron deserialises a message before anybody can look at it, so one of very many small objects stalls dom0
 * for as long as that takes. What a domain's memory can hold is the bound.
 */
const UNREAD_MS = 3000;
/** As much as a guest may share with others (watchdog-look.ts), and how long the reference machine takes to have and write it. */
const SHARED_MIB = 160;
const SHARED_MS = 80;

/**
 * How many times slower memory is here. A large message that is on its way when its sender is killed is read all the same, so what dom0 promises
 * of it is so many milliseconds on the reference machine.
 */
function memorySlowness(): number {
  const tries = Array.from({ length: 3 }, () => {
    const began = performance.now();
    Buffer.alloc(SHARED_MIB << 20, 1);
    return performance.now() - began;
  });
  return Math.max(1, Math.min(...tries) / SHARED_MS);
}

/** Long enough for a rate of frames. */
const WHILE_MS = 500;
/** On a machine that is too busy for that in calm, an attack may cost so many times the calm while's worst. */
const CALM_DELAYS = 3;
/** Of the victim's calm rate, so much is left over the attack and the while after it. Generous: the machine has other things to do. */
const RATE_LEFT = 1 / 3;

/** What is seen of dom0 and of the victim before, during and after an attack. */
interface Seen {
  readonly domid: number;
  /** From the attack to the domain's destruction; undefined when it lives. */
  readonly deadAfterMs: number | undefined;
  /** The victim's flips a second. */
  readonly rate: { readonly calm: number; readonly attacked: number };
  readonly delayMs: { readonly calm: number; readonly attacked: number };
  /** dom0's resident memory in MB. */
  readonly rss: { readonly before: number; readonly peak: number; readonly after: number };
  readonly victimPid: { readonly before: number | undefined; readonly after: number | undefined };
  /** What dom0 and the hostile domain hold, and the hostile domain's folders in the store. */
  readonly left: Left;
}

interface Left {
  readonly dom0: unknown;
  readonly own: unknown;
  readonly nodes: readonly string[];
}

const NOTHING = { ports: 0, grants: 0, pins: 0, mapped: 0, pages: 0 };

let app: CockpitApp;
let log = "";
/** What dom0 holds when the hostile domain was destroyed in good order. */
let clean: unknown;

async function launch(): Promise<void> {
  const cockpit = await readable("cockpits", "hostile");
  const ours = readFileSync(fileURLToPath(new URL("../../out/preload/guest.cjs", import.meta.url)), "utf8");
  writeFileSync(join(cockpit, "kernel.cjs"), `${readFileSync(join(cockpit, "exploit.cjs"), "utf8")}\n${ours}`, { mode: 0o644 });
  app = await CockpitApp.drive("--cockpit", cockpit, "--seed", "1");
  app.electron.process().stderr?.on("data", (text: string) => (log += text));
}

/** Starts the hostile domain unless it runs; answers when it draws. */
async function startHostile(): Promise<void> {
  await app.electron.evaluate(() => globalThis.cockpitRun.dom0.lifecycle.create("hostile"));
  const flips = async (): Promise<number> => {
    const [{ domid } = {}, display] = await Promise.all([app.domain("hostile"), app.display("hostile")]);
    return display.domid === domid && display.state === "live" ? display.flips : 0;
  };
  const soon = { timeout: 10_000, intervals: [50] };
  await expect.poll(flips, soon).toBeGreaterThan(0);
  const first = await flips();
  await expect.poll(flips, soon).toBeGreaterThan(first + 10);
}

/** A calm while, then the page runs `script`, and all that follows until as long after the domain's death, or after the attack. */
function attacked(script: string, patienceMs: number): Promise<Seen> {
  return app.electron.evaluate(
    async (_electron, { script, patienceMs, DOM0, WHILE_MS }) => {
      const { dom0, guests, loopDelay } = globalThis.cockpitRun;
      const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
      const rss = (): number => Math.round(process.memoryUsage.rss() / 2 ** 20);
      const stats = dom0.displays.find(({ config }) => config.name === "victim")!.connector.stats;
      const victimPid = (): number | undefined => guests.pid(dom0.lifecycle.domidOf("victim") ?? DOM0);
      const domid = dom0.lifecycle.domidOf("hostile") ?? DOM0;
      /** Begins a measurement; the answer ends it. */
      const measure = (): (() => { rate: number; delayMs: number; ms: number }) => {
        loopDelay.reset();
        const [start, flips] = [performance.now(), stats.flips];
        return () => {
          const ms = performance.now() - start;
          return { rate: ((stats.flips - flips) * 1000) / ms, delayMs: loopDelay.read().max, ms };
        };
      };

      const inCalm = measure();
      await pause(WHILE_MS);
      const calm = inCalm();
      const pid = victimPid();
      const before = rss();
      let peak = before;
      let deadAfterMs: number | undefined;
      const attack = measure();
      // The page of an attacker that never comes back never answers.
      guests
        .view(domid)
        ?.webContents.executeJavaScript(script, true)
        .catch(() => undefined);
      while (attack().ms < (deadAfterMs === undefined ? patienceMs : deadAfterMs + WHILE_MS)) {
        await pause(20);
        peak = Math.max(peak, rss());
        if (deadAfterMs === undefined && dom0.lifecycle.domidOf("hostile") === undefined) deadAfterMs = attack().ms;
      }
      const under = attack();

      const store = dom0.store.connect(DOM0);
      const folders = ["/local/domain", ...["vdispl", "vinput", "vss"].map((type) => `/local/domain/0/backend/${type}`), "/libxl", "/vm"];
      const nodes: string[] = [];
      for (const folder of folders) {
        const listed = await store.directory(folder);
        if (listed.ok && listed.value.includes(String(domid))) nodes.push(`${folder}/${domid}`);
      }
      store.close();
      return {
        domid,
        deadAfterMs,
        rate: { calm: calm.rate, attacked: under.rate },
        delayMs: { calm: calm.delayMs, attacked: under.delayMs },
        rss: { before, peak, after: rss() },
        victimPid: { before: pid, after: victimPid() },
        left: { dom0: dom0.hypervisor.accounting(DOM0), own: dom0.hypervisor.accounting(domid), nodes },
      };
    },
    { script, patienceMs, DOM0, WHILE_MS },
  );
}

/** One line for the report. */
function tell(name: string, { deadAfterMs, rate, delayMs, rss }: Seen): void {
  const words = [
    deadAfterMs === undefined ? "lives" : `dead after ${Math.round(deadAfterMs)} ms`,
    `dom0's loop delay max ${delayMs.attacked} ms (calm ${delayMs.calm})`,
    `rss ${rss.before} MB, at most +${rss.peak - rss.before}, then ${rss.after - rss.before >= 0 ? "+" : ""}${rss.after - rss.before}`,
    `victim ${rate.attacked.toFixed(1)} flips/s (calm ${rate.calm.toFixed(1)})`,
  ];
  process.stdout.write(`      ${name}: ${words.join("; ")}\n`);
}

/** The reasons that dom0's log gives for what became of a domain. */
const reasonsFor = (domid: number): string[] =>
  log
    .split("\n")
    .filter((line) => line.includes(`: d${domid} `) && /domain crashed|process gone|hung/.test(line))
    .map((line) => line.slice(line.indexOf(`d${domid} `)));

/** dom0 and the victim as they must be after whatever the hostile domain did. */
function unharmed({ rate, delayMs, victimPid }: Seen, limitMs = LOOP_DELAY_MS): void {
  expect(victimPid.after, "the victim's process").toBe(victimPid.before);
  expect(delayMs.attacked, "dom0's loop delay").toBeLessThan(Math.max(limitMs, CALM_DELAYS * delayMs.calm));
  expect(rate.attacked / rate.calm, "the victim's rate, attacked to calm").toBeGreaterThan(RATE_LEFT);
}

test.beforeAll(async () => {
  await launch();
  await startHostile();
  await app.electron.evaluate(() => globalThis.cockpitRun.dom0.lifecycle.destroy("hostile"));
  clean = await app.electron.evaluate((_electron, DOM0) => globalThis.cockpitRun.dom0.hypervisor.accounting(DOM0), DOM0);
});

test.afterAll(async () => {
  await app.end();
  expect(app.complaints.filter((line) => / error /.test(line))).toEqual([]);
});

test.beforeEach(startHostile);

const deadly: readonly (readonly [attack: string, reason: RegExp, limitMs?: number])[] = [
  ["page runs that leave their page", /want runs that stay on their page/],
  ["a message that is no array", /want an array, got object/],
  ["a hypercall that is none", /no such hypercall/],
  ["a producer index far beyond the ring", /req_prod 2147483647/],
  ["a ring full of garbage requests", /req_prod 4294967295/],
  ["grants of the half that dom0 numbers", /100 entries from ref 16380/],
  ["an xs packet over a megabyte", /xs: 1048576 octets/],
  ["a port inside a message", /1 ports in a message/],
  ["an unknown channel", /ipc-message on channel/],
  ["an unknown synchronous channel", /ipc-message-sync on channel/],
  ["an unknown invocation", /ipc-invoke on channel/],
  ["a port on an unknown channel", /ipc-ports on channel/],
  ["a second port asked for", /asked for its port again/],
  // Where memory is slow to be had, it is hung before it has so much.
  ["a buffer of 200 MB", /more memory than it has|octets|hung/],
  ["an array of a million entries", /1000000 ports/],
  ["an array of ten million entries", /10000000 ports|hung|more memory than it has/],
  ["a million objects", /1000000 ports|hung|more memory than it has/, UNREAD_MS],
  ["objects nested a thousand deep", /no such hypercall/],
  ["a string of 100 MB", /more memory than it has|want an array, got string|hung/],
  ["buffers of 50 MB, over and over", /more memory than it has|octets|hung/, LOOP_DELAY_MS * memorySlowness()],
  ["a buffer of 200 MB on an unknown channel", /more memory than it has|ipc-message on channel|hung/],
  ["a flood of small messages", /flooded dom0/],
  ["a flood of messages of 64 KiB", /flooded dom0|want runs/],
  ["a flood of valid publications", /flooded dom0/],
  ["a flood on the boot channel", /asked for its port again|flooded dom0/],
  ["a flood of invocations", /ipc-invoke|flooded dom0/],
  ["a flood of console lines", /flooded dom0|stalled dom0/],
  ["a flood of requests", /flooded dom0|stalled dom0/],
  ["a flood of titles", /flooded dom0|hung/],
  ["a spin", /hung/],
  ["a balloon", /more memory than it has/],
];

test.describe("the domain dies of it, leaves nothing, and dom0 and its neighbour go on:", () => {
  for (const [attack, reason, limitMs] of deadly) {
    test(attack, async () => {
      const seen = await attacked(`attack(${JSON.stringify(attack)})`, 10_000);
      tell(attack, seen);
      expect(seen.deadAfterMs, "dies").toBeDefined();
      expect(reasonsFor(seen.domid).join("\n")).toMatch(reason);
      expect(seen.left).toEqual({ dom0: clean, own: NOTHING, nodes: [] });
      unharmed(seen, limitMs);
    });
  }
});

const page: readonly (readonly [attempt: string, script: string, refused: RegExp])[] = [
  ["a window of its own", `open("https://example.invalid/")`, /refused what=window/],
  ["another page", `location.href = "https://example.invalid/"`, /refused what=navigation/],
  ["the network, from its kernel", `attack("a request to the network")`, /refused what=network|Refused to connect/],
  ["notifications", `Notification.requestPermission()`, /refused what="permission notifications"/],
  ["the place", `navigator.geolocation.getCurrentPosition(() => 0)`, /refused what="permission geolocation"/],
  [
    "a download",
    `Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob(["x"])), download: "x" }).click()`,
    /refused what=download/,
  ],
];

test(`a page that wants ${page.map(([attempt]) => attempt).join(", ")} is refused, and told of`, async () => {
  log = "";
  // One after another: an attempt to leave the page that came at once with the next would be given up for it.
  const attempts = page.map(([, script], i) => `setTimeout(() => { ${script} }, ${150 * i});`);
  const seen = await attacked(`${attempts.join("\n")} 0`, 150 * page.length + 1000);
  tell("what a page is refused", seen);
  for (const [attempt, , refused] of page) expect(log, attempt).toMatch(refused);
  expect(seen.deadAfterMs).toBeUndefined();
  unharmed(seen);
});
