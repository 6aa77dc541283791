/** The toolstack over this project's own hypervisor and xenstored: what the fakes of the other tests claim must hold there too. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DOM0, domId, type DomId } from "../../../protocol/ids.ts";
import type { Xenstore } from "../../../protocol/ports.ts";
import { done, type Result } from "../../../protocol/result.ts";
import { Hypervisor } from "../../../main/hypervisor/hypervisor.ts";
import { DomainBuilder } from "../../../main/toolstack/domain-builder.ts";
import type { Domains } from "../../../main/toolstack/machine.ts";
import { dom0Nodes, writeNodes } from "../../../main/toolstack/store-nodes.ts";
import { Store } from "../../../main/xenstored/store.ts";
import { aFakeClock, settle } from "../../support/clock.ts";
import { aDomainConfig, aLog, backendsThatAnswer, FakeDomains } from "./fake-machine.ts";
import { FakeStore } from "./fake-store.ts";

const textOf = (file: string): string => readFileSync(new URL(`../../../main/toolstack/cockpits/default/${file}`, import.meta.url), "utf8");
const uuid = "01234567-89ab-4def-8123-456789abcdef";

async function aBuilder(store: Xenstore, domains: Domains, introduce: (domid: DomId) => Result<void, string> = () => done) {
  await writeNodes(store, dom0Nodes(750));
  await backendsThatAnswer(store);
  const timers = aFakeClock();
  const introduction = { introduce: (domid: DomId) => Promise.resolve(introduce(domid)), resume: () => Promise.resolve(done) };
  return new DomainBuilder({ domains, store, introduction, timers, log: aLog(timers).log });
}

function aRealMachine() {
  const hypervisor = new Hypervisor({ schedule: (run) => queueMicrotask(run), onFault: () => undefined });
  const xenstored = new Store();
  return { hypervisor, xenstored, store: xenstored.connect(DOM0) };
}

/** As FakeStore.dump(). */
async function dump(store: Xenstore, path = ""): Promise<readonly string[]> {
  const names = await store.directory(path || "/");
  if (!names.ok) return [`${path} ${names.error}`];
  const below = await Promise.all(names.value.map((name) => dump(store, `${path}/${name}`)));
  const value = await store.read(path || "/");
  const perms = await store.getPerms(path || "/");
  const shown = perms.ok ? perms.value.map(({ domid, access }) => `${access}${domid}`).join(",") : perms.error;
  const own = `${path} = ${JSON.stringify(value.ok ? value.value : value.error)} ${shown}`;
  return [...(path === "" ? [] : [own]), ...below.flat()].sort();
}

test.each(["cluster.cfg", "ivi.cfg"])("%s gets the same nodes and permissions from xenstored as the golden list has", async (file) => {
  const order = { config: aDomainConfig(textOf(file)), signals: true, uuid };
  const { hypervisor, xenstored, store } = aRealMachine();
  await (await aBuilder(store, hypervisor, (domid) => xenstored.introduce(domid))).build(order);
  const fake = new FakeStore();
  await (await aBuilder(fake, new FakeDomains(fake))).build(order);
  const mine = (await dump(store)).filter((line) => !/^\/(tool|local =|local\/domain =|@)/.test(line));
  expect(mine).toEqual(fake.dump().filter((line) => !/^\/(local =|local\/domain =)/.test(line)));
});

test("a hundred domains built and destroyed leave xenstored and the hypervisor as they were", async () => {
  const { hypervisor, xenstored, store } = aRealMachine();
  const builder = await aBuilder(store, hypervisor);
  const before = { nodes: await dump(store), usage: xenstored.usage(DOM0), domains: hypervisor.domains() };
  for (let i = 0; i < 100; i++) {
    const built = await builder.build({ config: aDomainConfig(textOf("ivi.cfg")), signals: true, uuid });
    await builder.destroy(built.ok ? built.value : domId(0));
  }
  await settle();
  expect({ nodes: await dump(store), usage: xenstored.usage(DOM0), domains: hypervisor.domains() }).toEqual(before);
});

test("the guest itself may publish its rings and change neither its resolution nor its backend's half", async () => {
  const { hypervisor, xenstored, store } = aRealMachine();
  await (await aBuilder(store, hypervisor)).build({ config: aDomainConfig(textOf("ivi.cfg")), signals: true, uuid });
  const guest = xenstored.connect(domId(1));
  const answers: Record<string, string> = {};
  for (const path of [
    "device/vdispl/0/0/req-ring-ref",
    "device/vdispl/0/state",
    "data/anything",
    "device/vdispl/0/0/resolution",
    "device/vdispl/0/0/unique-id",
    "device/vdispl/0/be-alloc",
    "name",
    "vm",
    "memory/target",
    "device/new",
    "/local/domain/0/backend/vinput/1/0/multi-touch-width",
    "/libxl/1/type",
  ]) {
    const written = await guest.write(path, "9");
    answers[path] = written.ok ? "ok" : written.error;
  }
  expect(answers).toEqual({
    "device/vdispl/0/0/req-ring-ref": "ok",
    "device/vdispl/0/state": "ok",
    "data/anything": "ok",
    "device/vdispl/0/0/resolution": "EACCES",
    "device/vdispl/0/0/unique-id": "EACCES",
    "device/vdispl/0/be-alloc": "EACCES",
    name: "EACCES",
    vm: "EACCES",
    "memory/target": "EACCES",
    "device/new": "EACCES",
    "/local/domain/0/backend/vinput/1/0/multi-touch-width": "EACCES",
    "/libxl/1/type": "EACCES",
  });
});
