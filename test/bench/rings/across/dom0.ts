/**
 * dom0 and a guest's process, with a ring between them, beside plain messages: prints a line of JSON, milliseconds.
 *
 * What lies between the ends is the program's own: the hypervisor, the door, the guest's kernel, Electron's port. Arguments: rounds, requests.
 */
import { app, BrowserWindow, MessageChannelMain } from "electron";
import { join } from "node:path";
import { promptTurns } from "../../../../main/electron/turns.ts";
import { Door } from "../../../../main/hypervisor/door.ts";
import { DOOR_SLOTS } from "../../../../main/hypervisor/flood.ts";
import { Hypervisor } from "../../../../main/hypervisor/hypervisor.ts";
import { DOM0, evtchnPort, grantRef, type DomId } from "../../../../protocol/ids.ts";
import { displReqHeader, displResp, XENDISPL_PACKET_SIZE } from "../../../../protocol/io/displif.ts";
import { BackRing } from "../../../../protocol/ring.ts";
import { value } from "../../../support/machine.ts";
import type { Ask, Published, Told } from "./words.ts";

const [rounds = 5, requests = 20_000] = process.argv.slice(-2).map(Number);
const ALONE = 400;

/** Answers what is put on a guest's ring, as a backend does; how many slots it has. */
async function serveRing(hypervisor: Hypervisor, domid: DomId, { refs, port }: Published): Promise<number> {
  const mapped = value(await hypervisor.grantTables(DOM0).map(domid, refs.map(grantRef), "rw"));
  const back = new BackRing(
    refs.map((_, i) => mapped.page(i)),
    XENDISPL_PACKET_SIZE,
  );
  const serve = (): void => {
    do {
      for (let request = back.take(); request; request = back.take()) {
        const base = back.response();
        const { page } = back;
        displResp.begin(page, base);
        displResp.at.id.set(page, base, displReqHeader.at.id.get(request, 0));
        displResp.at.operation.set(page, base, displReqHeader.at.operation.get(request, 0));
        if (back.push()) evtchn.notify();
      }
    } while (back.finalCheck());
  };
  const evtchn = value(await hypervisor.eventChannels(DOM0).bindInterdomain(domid, evtchnPort(port), serve));
  return back.nrEnts;
}

async function run(): Promise<Record<string, number[]>> {
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      preload: join(import.meta.dirname, "across-guest.cjs"),
      sandbox: true,
      contextIsolation: true,
      backgroundThrottling: false,
    },
  });
  await window.loadURL("data:text/html,ring");

  const fail = (fault: Error): never => {
    throw fault;
  };
  const hypervisor = new Hypervisor({ schedule: promptTurns(), onFault: fail });
  const domid = value(hypervisor.createDomain({ name: "guest", uuid: "u", vcpus: 1, maxPages: 64 }));
  hypervisor.unpause(domid);
  const [doors, raws, talks] = [new MessageChannelMain(), new MessageChannelMain(), new MessageChannelMain()];
  const door = new Door({
    hypercalls: value(hypervisor.hypercalls(domid)),
    post: (message) => doors.port1.postMessage(message),
    openXenstore: () => ({ receive: () => undefined }),
    onFault: fail,
    counters: new Int32Array(new SharedArrayBuffer(DOOR_SLOTS * 4)),
    now: () => performance.now(),
  });
  doors.port1.on("message", ({ data }) => door.receive(data));
  // A message a request is answered by a message a response.
  raws.port1.on("message", ({ data }) => raws.port1.postMessage(data));
  const heard = (): Promise<unknown> => new Promise((resolve) => talks.port1.once("message", ({ data }) => resolve(data)));
  const ask = async (what: Ask): Promise<Told> => {
    const told = heard();
    talks.port1.postMessage(what);
    return (await told) as Told;
  };
  const published = heard() as Promise<Published>;
  for (const { port1 } of [doors, raws, talks]) port1.start();
  window.webContents.postMessage("start", domid, [doors.port2, raws.port2, talks.port2]);
  const slots = await serveRing(hypervisor, domid, await published);

  const told: Record<string, number[]> = {};
  const measure = async (what: Ask, into = told): Promise<void> => void (into[what.what] ??= []).push(...(await ask(what)));
  await ask({ what: "ring", requests: 2000 });
  await ask({ what: "messages", requests: 2000, window: slots });
  for (let round = 0; round < rounds; round++) {
    await measure({ what: "ring", requests });
    await measure({ what: "messages", requests, window: slots });
    await measure({ what: "ring alone", requests: ALONE });
    await measure({ what: "message alone", requests: ALONE });
  }
  await serveRing(hypervisor, domid, (await ask({ what: "open large ring" })) as unknown as Published);
  await measure({ what: "large ring", requests: 2000 }, {});
  for (let round = 0; round < rounds; round++) {
    await measure({ what: "large ring", requests });
    await measure({ what: "messages", requests, window: slots });
  }
  return told;
}

void app
  .whenReady()
  .then(run)
  .then((told) => {
    process.stdout.write(`${JSON.stringify(told)}\n`);
    app.exit(0);
  })
  .catch((cause: unknown) => {
    process.stderr.write(`${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
    app.exit(1);
  });
