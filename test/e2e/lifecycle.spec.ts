/** Devices that come and go while their guests run: the backends' driver restarted, the infotainment's input unplugged and plugged, suspend and resume. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test, type Page } from "playwright/test";
import { CockpitApp } from "./cockpit-app.ts";

test.describe.configure({ mode: "serial" });

let app: CockpitApp;

test.beforeAll(async () => {
  app = await CockpitApp.drive("--seed=1");
});

test.afterEach(() => {
  expect(app.complaints).toEqual([]);
});

test.afterAll(async () => {
  await app.electron.close();
});

test("backends are stopped while both guests run, and when they are started again the pictures come back without a guest's restart", async () => {
  const before = await processes();
  const pictures = [await app.picture("cluster"), await app.picture("ivi")] as const;
  await app.electron.evaluate(() => globalThis.cockpitRun.dom0.backends.stop());
  await expect.poll(async () => (await leases()).join()).toBe("gone,gone");
  await expect((await app.overlay("ivi")).locator("#cover h1")).toHaveText("Infotainment is off");
  await expect((await app.overlay("cluster")).locator("#cover h1")).toHaveText("Instrument cluster is off");
  await keep("backends stopped");
  // a backend that is not there, and frontends that wait for it
  expect([...new Set(await states())].sort()).toEqual(["1", "6"]);
  const covered = await app.picture("ivi");

  await app.electron.evaluate(() => globalThis.cockpitRun.dom0.backends.start());
  await app.untilLive();
  await expect.poll(async () => [...new Set(await states())]).toEqual(["4"]);
  const [cluster, ivi] = [await app.picture("cluster"), await app.picture("ivi")];
  await keep("backends started again");
  expect(await processes()).toEqual(before);
  expect(covered.changed(pictures[1], covered.all)).toBeGreaterThan(0.3);
  expect([ivi.changed(pictures[1], ivi.all) < 0.2, cluster.changed(pictures[0], cluster.all) < 0.2]).toEqual([true, true]);
  const flips = (await app.display("ivi")).flips;
  await expect.poll(async () => (await app.display("ivi")).flips).toBeGreaterThan(flips + 30);
  expect(await warmer()).toBe(true);
});

test("the infotainment's input is unplugged: a click does not arrive; it is plugged in again: a click does", async () => {
  const pid = (await app.domain("ivi"))?.pid;
  expect(await xl("vkb-detach", "ivi", "0")).toEqual({ code: 0, stdout: "", stderr: "" });
  expect((await xl("vkb-list", "ivi")).stdout.split("\n").length).toBe(2); // the head
  await keep("input unplugged");
  expect(await warmer()).toBe(false);
  const sizes = ["width=1280", "height=800", "multi-touch-width=1280", "multi-touch-height=800", "multi-touch-num-contacts=10"];
  const plugged = await xl("vkb-attach", "ivi", "backend-type=linux", "unique-id=ivi0", "feature-abs-pointer=1", ...sizes);
  expect(plugged).toEqual({ code: 0, stdout: "", stderr: "" });
  await expect.poll(async () => [...new Set(await states())]).toEqual(["4"]);
  expect(await warmer()).toBe(true);
  await keep("input plugged in");
  expect((await app.domain("ivi"))?.pid).toBe(pid);
});

test("a finger's ellipse on the glass is the ellipse that the page is touched with", async () => {
  const ivi = await app.guest("ivi");
  await ivi.evaluate(() => {
    addEventListener("touchstart", ({ touches: [touch] }) => {
      const { clientX, clientY, radiusX, radiusY, rotationAngle } = touch!;
      document.documentElement.dataset["ellipse"] = [clientX, clientY, radiusX, radiusY, rotationAngle].map(Math.round).join();
    });
  });
  const finger = { id: 1, x: 640, y: 300, radiusX: 10, radiusY: 24, rotationAngle: 30 };
  await app.touch("ivi", "touchStart", [finger]);
  await app.touch("ivi", "touchEnd", []);
  await expect.poll(() => ivi.evaluate(() => document.documentElement.dataset["ellipse"])).toBe("640,300,10,24,30");
});

test("the infotainment is suspended, and goes on where it was when it is resumed", async () => {
  const before = await processes();
  const clusterFlips = (await app.display("cluster")).flips;
  expect(await xl("suspend", "ivi")).toEqual({ code: 0, stdout: "", stderr: "" });
  expect((await xl("list", "ivi")).stdout).toMatch(/^ivi +2 .* ---ss- /m);
  const held = await app.electron.evaluate(() => {
    const { dom0 } = globalThis.cockpitRun;
    const { grants, ports, pins } = dom0.hypervisor.accounting(dom0.lifecycle.domidOf("ivi")!);
    return { grants, ports, pins };
  });
  // xenstore's ring, and nothing of a device.
  expect(held).toEqual({ grants: 1, ports: 1, pins: 1 });
  await keep("suspended");
  await expect.poll(async () => (await app.display("cluster")).flips).toBeGreaterThan(clusterFlips + 60);
  expect(await warmer()).toBe(false);
  const off = await app.picture("ivi");

  expect(await xl("resume", "ivi")).toEqual({ code: 0, stdout: "", stderr: "" });
  await app.untilLive();
  await expect.poll(async () => [...new Set(await states())]).toEqual(["4"]);
  expect(await warmer()).toBe(true);
  const on = await app.picture("ivi");
  await keep("resumed");
  expect([await processes(), on.changed(off, on.all) > 0.3]).toEqual([before, true]);
});

test("an end in good order after all that leaves no process", async () => {
  await app.end();
});

const processes = async (): Promise<unknown> => (await app.status()).domains.map(({ domid, name, pid }) => ({ domid, name, pid }));
const leases = async (): Promise<readonly string[]> => (await app.status()).displays.map(({ state }) => state);

/** The value of every device's two state nodes. */
const states = async (): Promise<readonly string[]> => {
  const nodes = Object.entries(await app.xenstore());
  return nodes.filter(([path]) => /^\/local\/domain\/\d+\/(device|backend)\/.*\/state$/.test(path)).map(([, state]) => state);
};

/** Whether a click on the driver's warmer button does what it says, within a second. */
async function warmer(): Promise<boolean> {
  const [overlay, ivi]: readonly Page[] = [await app.overlay("ivi"), await app.guest("ivi")];
  const temperature = ivi!.getByTestId("climate-driver-temp");
  const before = parseFloat((await temperature.textContent()) ?? "");
  const box = await ivi!.getByTestId("climate-driver-plus").boundingBox();
  await overlay!.mouse.click(box!.x + box!.width / 2, box!.y + box!.height / 2);
  const warm = temperature.filter({ hasText: `${(before + 0.5).toFixed(1)}°` });
  return warm.waitFor({ timeout: 1000 }).then(
    () => true,
    () => false,
  );
}

/** `npm run xl`, beside the app: the program that it starts, and the socket that it would find. */
async function xl(...words: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const runtime = await app.electron.evaluate(() => process.env["XDG_RUNTIME_DIR"] ?? "");
  const program = fileURLToPath(new URL("../../out/node/xl.mjs", import.meta.url));
  const ran = spawnSync(process.execPath, [program, "--socket", `${runtime}/argonaut/xenstored/control`, ...words], { encoding: "utf8" });
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr };
}

/** Pictures of both displays, for a person to look at. */
async function keep(name: string): Promise<void> {
  for (const display of ["cluster", "ivi"]) {
    const path = test.info().outputPath(`${name}, ${display}.png`);
    writeFileSync(path, (await app.picture(display)).png);
  }
}
