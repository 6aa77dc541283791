import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { domId } from "../../../protocol/ids.ts";
import { DomainBuilder } from "../../../main/toolstack/domain-builder.ts";
import { dom0Nodes, writeNodes } from "../../../main/toolstack/store-nodes.ts";
import { done, err } from "../../../protocol/result.ts";
import { aFakeClock, settle } from "../../support/clock.ts";
import { aDomainConfig, aLog, backendsThatAnswer, FakeDomains } from "./fake-machine.ts";
import { FakeStore } from "./fake-store.ts";

const clusterText = readFileSync(new URL("../../../main/toolstack/cockpits/default/cluster.cfg", import.meta.url), "utf8");
const uuid = "01234567-89ab-4def-8123-456789abcdef";

async function aMachine() {
  const store = new FakeStore();
  await writeNodes(store, dom0Nodes(750));
  const timers = aFakeClock();
  const domains = new FakeDomains(store);
  const introduced: number[] = [];
  const introduction = {
    introduce: (domid: number) => Promise.resolve(introduced.push(domid) > 2 ? err("ENOMEM") : done),
    resume: () => Promise.resolve(done),
  };
  const { log, records } = aLog(timers);
  const builder = new DomainBuilder({ domains, store, introduction, timers, log });
  return { store, timers, domains, builder, records, introduced };
}

test("the default cluster domain has the nodes and permissions that libxl writes", async () => {
  const { store, builder } = await aMachine();
  await backendsThatAnswer(store);
  const before = new Set(store.dump());
  await builder.build({ config: aDomainConfig(clusterText), signals: true, uuid });
  expect(store.dump().filter((line) => !before.has(line))).toEqual(
    [
      // libxl__domain_make and libxl__build_post
      '/local/domain/1 = "" n0,r1',
      '/local/domain/1/attr = "" n1',
      '/local/domain/1/control = "" n0,r1',
      '/local/domain/1/control/feature-poweroff = "" n1',
      '/local/domain/1/control/feature-reboot = "" n1',
      '/local/domain/1/control/feature-suspend = "" n1',
      '/local/domain/1/control/platform-feature-multiprocessor-suspend = "1" n0,r1',
      '/local/domain/1/control/platform-feature-xs_reset_watches = "1" n0,r1',
      '/local/domain/1/control/shutdown = "" n1',
      '/local/domain/1/control/sysrq = "" n1',
      '/local/domain/1/cpu = "" n0,r1',
      '/local/domain/1/cpu/0 = "" n0,r1',
      '/local/domain/1/cpu/0/availability = "online" n0,r1',
      '/local/domain/1/cpu/1 = "" n0,r1',
      '/local/domain/1/cpu/1/availability = "online" n0,r1',
      '/local/domain/1/data = "" n1',
      '/local/domain/1/device = "" n0,r1',
      '/local/domain/1/device/suspend = "" n0,r1',
      '/local/domain/1/device/suspend/event-channel = "" n1',
      '/local/domain/1/domid = "1" n0,r1',
      '/local/domain/1/drivers = "" n1',
      '/local/domain/1/error = "" n1',
      '/local/domain/1/feature = "" n1',
      '/local/domain/1/memory = "" n0,r1',
      '/local/domain/1/memory/static-max = "262144" n0,r1',
      '/local/domain/1/memory/target = "262144" n0,r1',
      '/local/domain/1/memory/videoram = "0" n0,r1',
      '/local/domain/1/name = "cluster" n0,r1',
      '/local/domain/1/store = "" n0,r1',
      '/local/domain/1/store/port = "1" n0,r1',
      '/local/domain/1/store/ring-ref = "1044476" n0,r1',
      `/local/domain/1/vm = "/vm/${uuid}" n0,r1`,
      '/libxl/1 = "" n0',
      '/libxl/1/device = "" n0',
      '/libxl/1/type = "pvh" n0',
      `/vm/${uuid} = "" n0,r1`,
      `/vm/${uuid}/name = "cluster" n0,r1`,
      `/vm/${uuid}/uuid = "${uuid}" n0,r1`,
      // vdispl: the connector's directory is the guest's, for its ring-refs; what is in it from us is not
      '/local/domain/1/device/vdispl = "" n0,r1',
      '/local/domain/1/device/vdispl/0 = "" n1,r0',
      '/local/domain/1/device/vdispl/0/0 = "" n1,r0',
      '/local/domain/1/device/vdispl/0/0/resolution = "1920x720" n0,r1',
      '/local/domain/1/device/vdispl/0/0/unique-id = "cluster0" n0,r1',
      '/local/domain/1/device/vdispl/0/backend = "/local/domain/0/backend/vdispl/1/0" n1,r0',
      '/local/domain/1/device/vdispl/0/backend-id = "0" n1,r0',
      '/local/domain/1/device/vdispl/0/be-alloc = "0" n0,r1',
      '/local/domain/1/device/vdispl/0/state = "1" n1,r0',
      '/local/domain/0/backend = "" n0',
      '/local/domain/0/backend/vdispl = "" n0',
      '/local/domain/0/backend/vdispl/1 = "" n0',
      '/local/domain/0/backend/vdispl/1/0 = "" n0,r1',
      '/local/domain/0/backend/vdispl/1/0/frontend = "/local/domain/1/device/vdispl/0" n0,r1',
      '/local/domain/0/backend/vdispl/1/0/frontend-id = "1" n0,r1',
      '/local/domain/0/backend/vdispl/1/0/online = "1" n0,r1',
      '/local/domain/0/backend/vdispl/1/0/state = "2" n0,r1',
      '/libxl/1/device/vdispl = "" n0',
      '/libxl/1/device/vdispl/0 = "" n0',
      '/libxl/1/device/vdispl/0/backend = "/local/domain/0/backend/vdispl/1/0" n0',
      '/libxl/1/device/vdispl/0/frontend = "/local/domain/1/device/vdispl/0" n0',
      '/libxl/1/device/vdispl/0/frontend-id = "1" n0',
      '/libxl/1/device/vdispl/0/online = "1" n0',
      '/libxl/1/device/vdispl/0/state = "1" n0',
      // vkb: device/vkbd in front, backend/vinput behind
      '/local/domain/1/device/vkbd = "" n0,r1',
      '/local/domain/1/device/vkbd/0 = "" n1,r0',
      '/local/domain/1/device/vkbd/0/backend = "/local/domain/0/backend/vinput/1/0" n1,r0',
      '/local/domain/1/device/vkbd/0/backend-id = "0" n1,r0',
      '/local/domain/1/device/vkbd/0/state = "1" n1,r0',
      '/local/domain/0/backend/vinput = "" n0',
      '/local/domain/0/backend/vinput/1 = "" n0',
      '/local/domain/0/backend/vinput/1/0 = "" n0,r1',
      '/local/domain/0/backend/vinput/1/0/feature-abs-pointer = "1" n0,r1',
      '/local/domain/0/backend/vinput/1/0/frontend = "/local/domain/1/device/vkbd/0" n0,r1',
      '/local/domain/0/backend/vinput/1/0/frontend-id = "1" n0,r1',
      '/local/domain/0/backend/vinput/1/0/height = "720" n0,r1',
      '/local/domain/0/backend/vinput/1/0/online = "1" n0,r1',
      '/local/domain/0/backend/vinput/1/0/state = "2" n0,r1',
      '/local/domain/0/backend/vinput/1/0/unique-id = "cluster0" n0,r1',
      '/local/domain/0/backend/vinput/1/0/width = "1920" n0,r1',
      '/libxl/1/device/vkbd = "" n0',
      '/libxl/1/device/vkbd/0 = "" n0',
      '/libxl/1/device/vkbd/0/backend = "/local/domain/0/backend/vinput/1/0" n0',
      '/libxl/1/device/vkbd/0/feature-abs-pointer = "1" n0',
      '/libxl/1/device/vkbd/0/frontend = "/local/domain/1/device/vkbd/0" n0',
      '/libxl/1/device/vkbd/0/frontend-id = "1" n0',
      '/libxl/1/device/vkbd/0/height = "720" n0',
      '/libxl/1/device/vkbd/0/online = "1" n0',
      '/libxl/1/device/vkbd/0/state = "1" n0',
      '/libxl/1/device/vkbd/0/unique-id = "cluster0" n0',
      '/libxl/1/device/vkbd/0/width = "1920" n0',
      // vss, our own
      '/local/domain/1/device/vss = "" n0,r1',
      '/local/domain/1/device/vss/0 = "" n1,r0',
      '/local/domain/1/device/vss/0/backend = "/local/domain/0/backend/vss/1/0" n1,r0',
      '/local/domain/1/device/vss/0/backend-id = "0" n1,r0',
      '/local/domain/1/device/vss/0/state = "1" n1,r0',
      '/local/domain/0/backend/vss = "" n0',
      '/local/domain/0/backend/vss/1 = "" n0',
      '/local/domain/0/backend/vss/1/0 = "" n0,r1',
      '/local/domain/0/backend/vss/1/0/frontend = "/local/domain/1/device/vss/0" n0,r1',
      '/local/domain/0/backend/vss/1/0/frontend-id = "1" n0,r1',
      '/local/domain/0/backend/vss/1/0/online = "1" n0,r1',
      '/local/domain/0/backend/vss/1/0/state = "2" n0,r1',
      '/libxl/1/device/vss = "" n0',
      '/libxl/1/device/vss/0 = "" n0',
      '/libxl/1/device/vss/0/backend = "/local/domain/0/backend/vss/1/0" n0',
      '/libxl/1/device/vss/0/frontend = "/local/domain/1/device/vss/0" n0',
      '/libxl/1/device/vss/0/frontend-id = "1" n0',
      '/libxl/1/device/vss/0/online = "1" n0',
      '/libxl/1/device/vss/0/state = "1" n0',
    ].sort(),
  );
});

test("a multi-touch vkb of a domain served elsewhere: its backend half is in the serving domain, owned by it", async () => {
  const { store, builder, records } = await aMachine();
  await backendsThatAnswer(store);
  await builder.build({ config: aDomainConfig("name='DomD'\nmemory=64\ndriver_domain=1"), signals: false, uuid: "d" });
  const touch = "multi-touch-width=64,multi-touch-height=48,multi-touch-num-contacts=10";
  const vkb = `vkb=['backend=DomD,backend-type=linux,feature-disable-keyboard=1,${touch}','backend=2,backend-type=qemu','backend=DomX,backend-type=linux']`;
  await builder.build({ config: aDomainConfig(`name='DomA'\nmemory=64\n${vkb}`), signals: false, uuid: "a" });
  const backs = store.dump("/local/domain/").filter((line) => /\/backend\/\w+\/2\/\d+ |\/(multi|feature)-.*touch|disable/.test(line));
  expect([...backs, ...records.map(({ msg, data }) => `${msg} ${JSON.stringify(data)}`)]).toEqual([
    '/local/domain/0/backend/vinput/2/2 = "" n0,r2',
    '/local/domain/1/backend/vinput/2/0 = "" n1,r2',
    '/local/domain/1/backend/vinput/2/0/feature-disable-keyboard = "1" n1,r2',
    '/local/domain/1/backend/vinput/2/0/feature-multi-touch = "1" n1,r2',
    '/local/domain/1/backend/vinput/2/0/multi-touch-height = "48" n1,r2',
    '/local/domain/1/backend/vinput/2/0/multi-touch-num-contacts = "10" n1,r2',
    '/local/domain/1/backend/vinput/2/0/multi-touch-width = "64" n1,r2',
    '/local/domain/2/backend/vkbd/2/1 = "" n2,r2',
    'backend domain not there, dom0 serves {"backend":"DomX"}',
  ]);
});

test("building and destroying leaves the store as it was, to the node, and no watch or timer", async () => {
  const { store, builder, timers, domains } = await aMachine();
  await backendsThatAnswer(store);
  const before = { nodes: store.dump(), watches: store.watchCount };
  const built = await builder.build({ config: aDomainConfig(clusterText), signals: true, uuid });
  await builder.destroy(built.ok ? built.value : domId(0));
  await settle();
  expect({ nodes: store.dump(), watches: store.watchCount, pending: timers.pending, domains: domains.domains().length }).toEqual({
    ...before,
    pending: 0,
    domains: 1,
  });
});

test("another domain's devices of the same class stay when one domain goes", async () => {
  const { store, builder } = await aMachine();
  await backendsThatAnswer(store);
  await builder.build({ config: aDomainConfig(clusterText), signals: true, uuid });
  const before = store.dump();
  await builder.build({ config: aDomainConfig("name='b'\nmemory=64"), signals: true, uuid: "b" });
  await builder.destroy(domId(2));
  expect(store.dump()).toEqual(before);
});

test("a backend that never closes is waited for ten seconds, then its nodes go all the same and dom0 says which", async () => {
  const { store, builder, timers, records } = await aMachine();
  await backendsThatAnswer(store, { "1": "2" });
  const before = store.dump();
  await builder.build({ config: aDomainConfig("name='b'\nmemory=64"), signals: true, uuid });
  const destroyed = builder.destroy(domId(1));
  await settle();
  await timers.advanceAsync(9_999);
  const closing = store.dump("/local/domain/0/backend/vss/1/0/").filter((line) => /state|online/.test(line));
  await timers.advanceAsync(1);
  await destroyed;
  expect({ closing, after: store.dump(), watches: store.watchCount, logged: records.map(({ level, data }) => [level, data]) }).toEqual({
    closing: ['/local/domain/0/backend/vss/1/0/online = "0" n0,r1', '/local/domain/0/backend/vss/1/0/state = "5" n0,r1'],
    after: before,
    watches: 1, // the test's own
    logged: [["error", { domid: 1, backend: "/local/domain/0/backend/vss/1/0" }]],
  });
});

test("a backend that is not in InitWait within ten seconds fails the build, by the device's name, and nothing is left", async () => {
  const { store, builder, timers, domains } = await aMachine();
  await backendsThatAnswer(store, { "1": "2", "5": "6" }, /\/backend\/vdispl\/.*\/state$/);
  const before = { nodes: store.dump(), watches: store.watchCount };
  const building = builder.build({ config: aDomainConfig(clusterText), signals: true, uuid });
  await settle();
  await timers.advanceAsync(9_999);
  const early = domains.domains().length;
  await timers.advanceAsync(1);
  await timers.advanceAsync(10_000); // the removal waits for backends that never close
  const built = await building;
  expect({ early, built, after: { nodes: store.dump(), watches: store.watchCount }, domains: domains.domains().length }).toEqual({
    early: 2,
    built: err("vkb 0: its backend was not ready within 10 s; vss 0: its backend was not ready within 10 s"),
    after: before,
    domains: 1,
  });
});

test.each(["/local/domain/1/memory/target", "/local/domain/0/backend/vss/1/0/online"])(
  "a build that is refused at %s says where, and leaves nothing behind",
  async (refused) => {
    const { store, builder, domains } = await aMachine();
    await backendsThatAnswer(store);
    const before = store.dump();
    store.refuse = (path) => (path === refused ? "ENOSPC" : undefined);
    const built = await builder.build({ config: aDomainConfig(clusterText), signals: true, uuid });
    const reason = refused.includes("backend") ? "vss 0: ENOSPC" : "domain nodes: ENOSPC";
    expect({ built, after: store.dump(), domains: domains.domains().length }).toEqual({ built: err(reason), after: before, domains: 1 });
  },
);

test("a preserved domain has a new name and a new /vm record and no devices, and destroying it leaves nothing", async () => {
  const { store, builder } = await aMachine();
  const before = store.dump();
  await backendsThatAnswer(store);
  await builder.build({ config: aDomainConfig(clusterText), signals: true, uuid });
  await builder.preserveAs(domId(1), "b-1", "other");
  const renamed = store.dump().filter((line) => /name|\/vm|backend/.test(line) && !before.includes(line));
  await builder.destroy(domId(1));
  expect({ renamed, after: store.dump() }).toEqual({
    renamed: [
      '/local/domain/1/name = "b-1" n0,r1',
      '/local/domain/1/vm = "/vm/other" n0,r1',
      '/vm/other = "" n0,r1',
      '/vm/other/name = "b-1" n0,r1',
      '/vm/other/uuid = "other" n0,r1',
    ],
    after: before,
  });
});
