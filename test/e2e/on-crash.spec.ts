/** What `on_crash` and the lease policy make of a killed guest, in cockpits that differ from the default one in just these. */
import { expect, test } from "playwright/test";
import { CockpitApp, readable, type DomainStatus } from "./cockpit-app.ts";
import type { Area, Picture } from "./picture.ts";
import { reverse } from "./reverse-gear.ts";

declare global {
  /** In dom0: how often Chromium was asked to compose a guest's page anew. */
  var composed: number;
}

/** The IVI's picture, without the edges that dom0 draws on and the mark of an old picture. */
const INSIDE: Area = { x: 110, y: 80, width: 1100, height: 600 };

/** What dom0 has of its own, whatever domains there were. */
const dom0Nodes = [
  "/",
  "/tool",
  "/tool/xenstored",
  "/local",
  "/local/domain",
  "/local/domain/0",
  "/local/domain/0/domid",
  "/local/domain/0/name",
  "/local/domain/0/memory",
  "/local/domain/0/memory/target",
  "/local/domain/0/memory/static-max",
  "/@introduceDomain",
  "/@releaseDomain",
  "/vm",
  "/libxl",
  "/libxl/0",
  "/libxl/0/device",
];

let app: CockpitApp;

test.beforeEach(async ({}, { title }) => {
  const name = /^on_crash="([a-z-]+)"/.exec(title)?.[1] ?? "";
  app = await CockpitApp.launch("--seed=1", "--cockpit", await readable("cockpits", `on-crash-${name}`));
});

test.afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.end();
});

async function kill(name: string): Promise<DomainStatus> {
  const domain = await app.domain(name);
  process.kill(domain?.pid ?? 0, "SIGKILL");
  return domain!;
}

const list = async (): Promise<string[]> =>
  (await app.status()).domains.map(
    ({ domid, name, shutdown }) => `d${domid} ${name}${shutdown === undefined ? "" : ` shutdown ${shutdown}`}`,
  );

test('on_crash="destroy" leaves a placeholder that says so, and no node of the domain in xenstore', async () => {
  await app.untilLive();
  await kill("ivi");
  const overlay = await app.overlay("ivi");
  await expect(overlay.locator("#cover h1")).toHaveText("Infotainment has stopped");
  await expect.poll(list).toEqual(["d0 Domain-0", "d1 cluster"]);
  await test.info().attach("placeholder", { body: (await app.picture("ivi")).png, contentType: "image/png" });

  const nodes = await app.xenstore();
  const uuid = /^\/vm\/(.+)$/.exec(nodes["/local/domain/1/vm"] ?? "")?.[1] ?? "none";
  // The backends' folders are there as long as any domain has a device in them.
  const clusters = new RegExp(
    `^/(local/domain/1|local/domain/0/backend/[a-z]+/1|vm/${uuid}|libxl/1)(/|$)|^/local/domain/0/backend(/[a-z]+)?$`,
  );
  expect(Object.keys(nodes).filter((path) => !clusters.test(path))).toEqual(dom0Nodes);
  expect(Object.entries(nodes).filter(([, value]) => value.includes("/local/domain/2") || value.includes("ivi"))).toEqual([]);

  await app.electron.evaluate(() => globalThis.cockpitRun.dom0.lifecycle.destroy("cluster"));
  expect(Object.keys(await app.xenstore())).toEqual(dom0Nodes);
});

test('on_crash="preserve" keeps the crashed domain to be looked at, behind a blank display', async () => {
  await app.untilLive();
  await expect.poll(async () => (await app.picture("ivi")).colours(INSIDE)).toBeGreaterThan(200);
  await kill("ivi");
  const overlay = await app.overlay("ivi");
  await expect(overlay.locator("#cover")).toHaveClass("blank");
  await expect.poll(list).toEqual(["d0 Domain-0", "d1 cluster", "d2 ivi shutdown 3"]);
  expect((await app.xenstore())["/local/domain/2/name"]).toBe("ivi");
  const after = await app.picture("ivi");
  expect([after.colours(INSIDE), after.colour(640, 400)]).toEqual([1, "#000000"]);
});

test('on_crash="rename-restart" keeps the crashed domain under another name while its successor runs, and the last picture is held until then', async () => {
  await app.untilLive();
  // dom0 takes a picture every second of a display that is to hold one.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const overlay = await app.overlay("ivi");
  const before = await app.picture("ivi");
  const held = await heldBy(() => kill("ivi"));
  await test.info().attach("held", { body: held.png, contentType: "image/png" });
  expect(held.colours(INSIDE)).toBeGreaterThan(200);
  expect(held.changed(before, INSIDE)).toBeLessThan(0.1);
  await app.untilLive();
  await expect(overlay.locator("#cover")).toBeHidden();
  expect(await list()).toEqual(["d0 Domain-0", "d1 cluster", "d2 ivi-1 shutdown 3", "d3 ivi"]);
});

test('on_crash="rename-restart" holds no picture of the rear view as the guest\'s, and has none composed where the screen is a file', async () => {
  await app.untilLive();
  await app.electron.evaluate(() => {
    const { guests, dom0 } = globalThis.cockpitRun;
    const contents = guests.view(dom0.lifecycle.domidOf("ivi")!)!.webContents;
    const capture = contents.capturePage.bind(contents);
    globalThis.composed = 0;
    contents.capturePage = (...area) => {
      globalThis.composed++;
      return capture(...area);
    };
  });
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const before = await app.picture("ivi");
  await reverse(app, true);
  const overlay = await app.overlay("ivi");
  await expect(overlay.locator("#camera")).toBeVisible();
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect((await app.picture("ivi")).changed(before, INSIDE)).toBeGreaterThan(0.5);
  const held = await heldBy(async () => {
    await kill("ivi");
    await reverse(app, false);
    await expect(overlay.locator("#camera")).toBeHidden();
  }, /^Picture is ([2-9]|1\d)\ss old$/);
  await test.info().attach("held", { body: held.png, contentType: "image/png" });
  expect(held.changed(before, INSIDE)).toBeLessThan(0.1);
  expect(await app.electron.evaluate(() => globalThis.composed)).toBe(0);
});

/** The IVI display as a person sees it while it holds its last picture; the restart waits for that. */
async function heldBy(kill: () => Promise<unknown>, age = /^Picture is [0-2]\ss old$/): Promise<Picture> {
  await app.electron.evaluate(() => {
    const { guests } = globalThis.cockpitRun;
    const start = guests.start.bind(guests);
    guests.start = async (domid, config) => {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      return start(domid, config);
    };
  });
  await kill();
  const overlay = await app.overlay("ivi");
  await expect(overlay.locator("#cover.hold")).toBeVisible();
  // From when it was taken, not from when it was laid there.
  await expect(overlay.locator("#cover .stale")).toHaveText(age);
  await new Promise((resolve) => setTimeout(resolve, 300));
  return app.picture("ivi");
}
