/** A user's own HMI: the template as it is made, and a page from a development server. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, type Page } from "playwright/test";
import { CockpitApp, readable } from "./cockpit-app.ts";

const NEW_HMI = fileURLToPath(new URL("../../main/launch/new-hmi.mjs", import.meta.url));

/** A cockpit with an HMI that was made this moment; answers both folders. */
async function aFreshHmi(name: string): Promise<{ cockpit: string; hmi: string }> {
  const cockpit = await readable("cockpits", "own-hmi");
  execFileSync(process.execPath, [NEW_HMI, name], { env: { ...process.env, INIT_CWD: cockpit } });
  const hmi = join(cockpit, name);
  chmodSync(hmi, 0o755);
  return { cockpit, hmi };
}

/** The newest page at a URL that is alive. */
async function pageAt(app: CockpitApp, url: string): Promise<Page> {
  const found = (): readonly Page[] => app.electron.windows().filter((page) => page.url() === url && !page.isClosed());
  await expect.poll(() => found().length, { timeout: 10_000 }).toBeGreaterThan(0);
  return found().at(-1)!;
}

const text = (page: Page, id: string): Promise<string> =>
  page
    .locator(`#${id}`)
    .textContent()
    .then((found) => found ?? "");

async function tap(app: CockpitApp, page: Page): Promise<void> {
  const box = await page.locator("#tap").boundingBox();
  const point = { x: box!.x + box!.width / 2, y: box!.y + box!.height / 2, id: 0 };
  await app.touch("own", "touchStart", [point]);
  await app.touch("own", "touchEnd", []);
}

/** Waits until the page is as it was edited, with new frames and the display under it. */
async function untilShown(app: CockpitApp, page: Page, label: string): Promise<void> {
  await expect(page.locator(".label")).toHaveText(label, { timeout: 10_000 });
  await expect(page.locator("#display")).toHaveText("own0, 1280 × 800");
  await expect(page.locator("#speed")).not.toHaveText("--");
  const frame = Number(await text(page, "frame"));
  await expect.poll(async () => Number(await text(page, "frame"))).toBeGreaterThan(frame);
  await app.untilLive();
}

test("a new HMI is made, started, shown with the untrusted border, touched, and loaded again in the same domain when it is edited", async ({}, info) => {
  const { cockpit, hmi } = await aFreshHmi("my-hmi");
  const app = await CockpitApp.drive("--cockpit", cockpit, "--seed", "1");
  const page = await pageAt(app, "cockpit://hmi.argonaut/index.html");
  await untilShown(app, page, "Speed");
  await tap(app, page);
  await expect(page.locator("#taps")).toHaveText("1");
  const picture = await app.picture("own");
  await info.attach("own", { body: picture.png, contentType: "image/png" });
  expect(picture.colour(1, 400)).toBe("#d9480f");

  const before = await app.domain("own");
  for (const label of ["Tempo", "Vitesse"]) {
    const file = join(hmi, "index.html");
    writeFileSync(file, readFileSync(file, "utf8").replace(/(class="label">)\w+/, `$1${label}`));
    await untilShown(app, page, label);
  }
  const after = await app.domain("own");
  expect({ domid: after?.domid, pid: after?.pid }).toEqual({ domid: before?.domid, pid: before?.pid });
  // As many as its kernel has, and none of the kernels before it.
  expect(after?.accounting).toEqual(before?.accounting);
  // The page is another; what it counted was kept.
  await expect(page.locator("#taps")).toHaveText("1");
  await tap(app, page);
  await expect(page.locator("#taps")).toHaveText("2");
  expect(app.complaints).toEqual([]);
  await app.end();
});

test("a link in an HMI's folder that leads out of it is not served, and one within it is", async () => {
  const { cockpit, hmi } = await aFreshHmi("linked-hmi");
  symlinkSync("../cockpit.yaml", join(hmi, "outside.txt"));
  symlinkSync("style.css", join(hmi, "inside.css"));
  const file = join(cockpit, "cockpit.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace(/app: .*\}/, "app: linked-hmi }"));
  const app = await CockpitApp.drive("--cockpit", cockpit, "--seed", "1");
  const page = await pageAt(app, "cockpit://hmi.argonaut/index.html");
  const status = (name: string): Promise<number> => page.evaluate((path) => fetch(path).then((answer) => answer.status), name);
  expect([await status("style.css"), await status("inside.css"), await status("outside.txt")]).toEqual([200, 200, 404]);
  await app.end();
});

/** A development server with its socket: whatever comes over it is answered by one text frame. */
async function aServer(folder: string): Promise<{ server: Server; origin: string }> {
  const types: Readonly<Record<string, string>> = { html: "text/html", css: "text/css", js: "text/javascript" };
  const server = createServer(({ url }, response) => {
    const name = url === "/" ? "index.html" : (url ?? "").slice(1);
    response.setHeader("content-type", types[name.split(".").pop() ?? ""] ?? "text/plain");
    try {
      response.end(readFileSync(join(folder, name)));
    } catch (problem) {
      if (!(problem instanceof Error)) throw problem;
      response.writeHead(404).end();
    }
  });
  server.on("upgrade", (request, socket) => {
    const key = `${String(request.headers["sec-websocket-key"])}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash("sha1").update(key).digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.write(Buffer.from([0x81, 2, 0x68, 0x69]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** What a page gets from a socket, or that it was refused. Run in the page. */
const hears = (url: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.onmessage = ({ data }) => resolve(String(data));
    socket.onerror = () => resolve("refused");
  });
const fetches = (url: string): Promise<string> =>
  fetch(url, { mode: "no-cors" }).then(
    () => "answered",
    () => "refused",
  );

test("a page of a development server reaches that server and its socket and nothing else, and loads itself again in the same domain", async () => {
  const { cockpit, hmi } = await aFreshHmi("served-hmi");
  const [own, other] = [await aServer(hmi), await aServer(hmi)];
  const file = join(cockpit, "cockpit.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace(/app: .*\}/, `app: "${own.origin}/" }`));
  const app = await CockpitApp.drive("--cockpit", cockpit, "--seed", "1");
  const page = await pageAt(app, `${own.origin}/`);
  await untilShown(app, page, "Speed");
  expect(app.complaints).toEqual([]);

  const reached = {
    own: await page.evaluate(fetches, `${own.origin}/style.css`),
    ownSocket: await page.evaluate(hears, own.origin.replace("http", "ws")),
    other: await page.evaluate(fetches, `${other.origin}/style.css`),
    otherSocket: await page.evaluate(hears, other.origin.replace("http", "ws")),
  };
  expect(reached).toEqual({ own: "answered", ownSocket: "hi", other: "refused", otherSocket: "refused" });
  // The page's own policy said so; the session's rule is behind it.
  expect(app.complaints.length).toBeGreaterThan(0);
  expect(app.complaints.filter((line) => !line.includes(other.origin.replace("http://", "")) && !line.includes("Failed to load"))).toEqual(
    [],
  );

  const before = await app.domain("own");
  writeFileSync(join(hmi, "index.html"), readFileSync(join(hmi, "index.html"), "utf8").replace(">Speed<", ">Tempo<"));
  await page.evaluate(() => location.reload()).catch(() => undefined);
  await untilShown(app, page, "Tempo");
  const after = await app.domain("own");
  expect({ domid: after?.domid, pid: after?.pid }).toEqual({ domid: before?.domid, pid: before?.pid });
  await app.end();
  for (const { server } of [own, other]) {
    server.closeAllConnections();
    server.close();
  }
});
