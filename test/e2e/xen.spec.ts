/**
 * The program on a real Xen's dom0, with the test in the place of the backends and their guests: what they would show comes over the socket, and is
 * read off the screen.
 */
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "playwright/test";
import type { Framebuffer } from "../../main/backends/vdispl/scanout.ts";
import { Log, type LogRecord } from "../../main/log/log.ts";
import { DisplayServer } from "../../main/node/backends/display-server.ts";
import { DRM_FORMAT_XRGB8888 } from "../../protocol/io/displif.ts";
import { CockpitApp, readable, runToEnd } from "./cockpit-app.ts";

test.describe.configure({ mode: "serial" });

const NOBODY = 65534;
const CLUSTER = { width: 1920, height: 720 };
const IVI = { width: 1280, height: 800 };

const records: LogRecord[] = [];
const lines: string[] = [];
let folder: string;
let server: DisplayServer;
let app: CockpitApp;

/** A frame of one colour, as a guest's pages would hold it. */
function frame({ width, height }: { readonly width: number; readonly height: number }, rgb: number): Framebuffer {
  const pixels = new Uint8Array(new Uint32Array(width * height).fill(rgb).buffer);
  const pages = {
    length: pixels.length / 4096,
    page: () => new DataView(pixels.buffer),
    copyOut: (offset: number, into: Uint8Array) => into.set(pixels.subarray(offset, offset + into.length)),
    unmap: () => undefined,
  };
  return { cookie: 1n, width, height, stride: width * 4, octetsAPixel: 4, pixelFormat: DRM_FORMAT_XRGB8888, pages, dataOfs: 0 };
}

/** A guest takes its display and shows a colour. */
function show(connector: string, size: { readonly width: number; readonly height: number }, rgb: number): void {
  server.lease(connector)?.leased(0);
  server.picture(connector)?.shown({ fb: frame(size, rgb), x: 0, y: 0, ...size });
  server.lease(connector)?.flipped(1);
}

const colourOf = async (display: string): Promise<string> => (await app.picture(display)).colour(300, 300);

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "argonaut-xen-"));
  const display = { lease: "placeholder", restarts: true } as const;
  server = new DisplayServer(
    [
      { connector: "cluster0", domain: "cluster", ...display },
      { connector: "ivi0", domain: "ivi", ...display },
    ],
    (line) => void lines.push(line),
    (fault) => {
      throw fault;
    },
    new Log(
      () => 0,
      (record) => void records.push(record),
    ),
  );
  const socket = join(folder, "displays");
  await server.listen(socket);
  // Root's program runs as nobody.
  if (process.getuid?.() === 0) for (const path of [folder, socket]) chownSync(path, NOBODY, NOBODY);
  app = await CockpitApp.launch("--host=xen", "--cockpit", await readable("cockpits", "xen"), "--backends-socket", socket, "--seed=1");
  await expect.poll(() => app.electron.windows().length, { timeout: 20_000 }).toBeGreaterThan(3);
});

test.afterAll(async () => {
  expect(app.complaints).toEqual([]);
  await app.electron.close();
  server.close();
  rmSync(folder, { recursive: true });
  expect(records.filter(({ level }) => level === "error")).toEqual([]);
});

test("before any domain runs a display says that it starts", async () => {
  await expect((await app.overlay("ivi")).locator("#cover")).toHaveText(/Starting/);
});

test("a guest's granted pixels are seen on its display, within its border, and the next frame after them", async ({}, info) => {
  server.running(
    new Map([
      ["cluster", 1],
      ["ivi", 2],
    ]),
  );
  show("cluster0", CLUSTER, 0x204060);
  show("ivi0", IVI, 0x12ab34);
  await expect.poll(() => colourOf("ivi"), { timeout: 10_000 }).toBe("#12ab34");
  await expect.poll(() => colourOf("cluster")).toBe("#204060");
  await expect((await app.overlay("ivi")).locator("#tag")).toHaveText("d2 · ivi");
  for (const name of ["cluster", "ivi"]) await info.attach(name, { body: (await app.picture(name)).png, contentType: "image/png" });
  show("ivi0", IVI, 0xff8000);
  await expect.poll(() => colourOf("ivi")).toBe("#ff8000");
});

test("a key and a click on a display go to the devices of its guest, and a key of the driver's does not", async () => {
  lines.length = 0;
  const ivi = await app.overlay("ivi");
  await ivi.keyboard.press("KeyB");
  await ivi.mouse.click(640, 400);
  await expect.poll(() => lines.filter((line) => line.startsWith("key")).length).toBe(4);
  expect(lines.filter((line) => !line.startsWith("pointer"))).toEqual(["on ivi0", "key 48 1", "key 48 0", "key 272 1", "key 272 0"]);
  expect(lines).toContain("pointer 640 400 0");
  lines.length = 0;
  const cluster = await app.overlay("cluster");
  await cluster.keyboard.press("ArrowUp");
  await cluster.keyboard.press("KeyB");
  await expect.poll(() => lines.length).toBe(3);
  expect(lines).toEqual(["on cluster0", "key 48 1", "key 48 0"]);
});

test("a guest that is gone leaves a placeholder, takes no input, and its successor's pixels take the placeholder's place", async ({}, info) => {
  server.picture("ivi0")?.released();
  server.lease("ivi0")?.released(2);
  server.running(new Map([["cluster", 1]]));
  const ivi = await app.overlay("ivi");
  await expect(ivi.locator("#cover h1")).toHaveText("Infotainment is restarting");
  await expect.poll(() => colourOf("ivi")).not.toBe("#ff8000");
  await info.attach("ivi", { body: (await app.picture("ivi")).png, contentType: "image/png" });
  lines.length = 0;
  await ivi.keyboard.press("KeyB");
  expect(await colourOf("cluster")).toBe("#204060");
  server.running(
    new Map([
      ["cluster", 1],
      ["ivi", 3],
    ]),
  );
  show("ivi0", IVI, 0x00aa88);
  await expect.poll(() => colourOf("ivi")).toBe("#00aa88");
  await expect(ivi.locator("#tag")).toHaveText("d3 · ivi");
  expect(lines).toEqual([]);
});

test("without backends it says where it looked, and ends", async () => {
  const words = ["--host=xen", "--cockpit", await readable("cockpits", "xen")];
  const nobody = await runToEnd([...words, "--backends-socket", join(folder, "nobody")]);
  expect([nobody.code, nobody.err]).toEqual([1, expect.stringMatching(/argonaut: wanted the backends at \S+nobody, got: connect ENOENT/)]);
  const untold = await runToEnd(words);
  expect([untold.code, untold.err]).toEqual([
    2,
    expect.stringContaining("--host xen: wanted the backends' socket, by --backends-socket PATH"),
  ]);
});

test("a cockpit whose domains do not fit the host is refused", async () => {
  const emulated = await runToEnd(["--cockpit", await readable("cockpits", "xen"), "--host=emulated"]);
  expect([emulated.code, emulated.err]).toEqual([
    1,
    expect.stringContaining(
      "domain cluster: want hmi, or guest: {app: …} or {pattern: …}; guest: domu is for a real Xen (--host xen), and this is the emulation",
    ),
  ]);
  const xen = await runToEnd(["--host=xen", "--cockpit", await readable("cockpits", "pattern"), "--check"]);
  expect([xen.code, xen.err]).toEqual([
    1,
    expect.stringContaining("want guest: domu, since on a real Xen a domain runs a kernel of its own"),
  ]);
});
