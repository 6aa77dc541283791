/** A user's own web apps in the whole cockpit: the one that comes along, and one that tries everything it may not. */
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, type Page } from "playwright/test";
import { asked, CockpitApp, filesFolder } from "./cockpit-app.ts";

const DEFAULT = fileURLToPath(new URL("../../main/toolstack/cockpits/default", import.meta.url));

/** What a hostile app tries; each answer ends in its page. */
const ATTEMPTS = `
const out = {};
const end = () => { document.body.dataset.tried = JSON.stringify(out); };
const attempt = async (name, run) => { try { out[name] = String(await run()); } catch (problem) { out[name] = problem.name; } };
(async () => {
  await attempt("guest", () => typeof window.guest);
  await attempt("parent", () => parent.document.title);
  await attempt("storage", () => localStorage.length);
  await attempt("network", () => fetch("https://example.org/"));
  await attempt("page", () => fetch("cockpit://hmi.argonaut/guests/ivi/index.html"));
  await attempt("other", () => fetch("cockpit://app0.hmi.argonaut/main.js"));
  await attempt("own", async () => (await fetch("own.json")).status);
  await attempt("above", async () => (await fetch("/%2e%2e/cockpit.yaml")).status);
  await attempt("eval", () => eval("1"));
  await attempt("window", () => open("cockpit://app1.hmi.argonaut/index.html") === null);
  await attempt("top", () => { top.location.href = "cockpit://app1.hmi.argonaut/index.html"; return "asked"; });
  await attempt("frame", () => { const f = document.createElement("iframe"); f.src = "cockpit://app0.hmi.argonaut/index.html"; document.body.append(f); return "asked"; });
  end();
})();`;

/** The default cockpit with the hostile app as its second. */
async function aCockpit(): Promise<string> {
  const folder = join(await filesFolder(), "own-apps");
  cpSync(DEFAULT, folder, { recursive: true });
  const hostile = join(folder, "hostile");
  mkdirSync(hostile);
  writeFileSync(join(hostile, "manifest.webmanifest"), JSON.stringify({ name: "Hostile" }));
  writeFileSync(join(hostile, "index.html"), '<!doctype html><title>h</title><body><script src="main.js"></script></body>');
  writeFileSync(join(hostile, "main.js"), ATTEMPTS);
  writeFileSync(join(hostile, "own.json"), "{}");
  const looping = join(folder, "looping");
  cpSync(hostile, looping, { recursive: true });
  writeFileSync(join(looping, "main.js"), 'document.body.dataset.tried = "loops"; setTimeout(() => { for (;;); }, 1500);');
  const grabbing = join(folder, "grabbing");
  cpSync(hostile, grabbing, { recursive: true });
  writeFileSync(join(grabbing, "main.js"), "setInterval(() => window.focus(), 4);");
  const file = join(folder, "cockpit.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("apps: [lights]", "apps: [lights, ./hostile, looping, grabbing]"));
  for (const path of [folder, hostile, looping, grabbing, join(folder, "lights")]) chmodSync(path, 0o755);
  return folder;
}

let app: CockpitApp;
let ivi: Page;

test.beforeAll(async () => {
  app = await CockpitApp.drive("--cockpit", await aCockpit(), "--seed", "1");
  ivi = await app.guest("ivi");
});

test.afterAll(() => app.end());

/** The car stands for some ten seconds, or is at 87 km/h. */
async function drive(phase: "park" | "cruise"): Promise<void> {
  await app.electron.evaluate((_electron, name) => globalThis.cockpitRun.startPhase(name), phase);
}

/** The frames of a guest's page, as the browser knows them. */
function framesOf(hmi: string): Promise<readonly { readonly url: string; readonly process: number }[]> {
  return app.electron.evaluate(({ webContents }, folder) => {
    const page = webContents.getAllWebContents().find((contents) => contents.getURL().includes(`/guests/${folder}/`));
    return (page?.mainFrame.framesInSubtree ?? []).map(({ url, osProcessId }) => ({ url, process: osProcessId }));
  }, hmi);
}

/** What a script answers in an app's frame, which may be run twice; empty where there is no such frame. */
function inFrame(name: string, script: string): Promise<string> {
  return asked(() =>
    app.electron.evaluate(
      async ({ webContents }, [host, asks]) => {
        const frames = webContents.getAllWebContents().flatMap((contents) => contents.mainFrame.framesInSubtree);
        // What these scripts answer is a text, or yes or no.
        const answer = (await frames.find(({ url }) => url.startsWith(`cockpit://${host}.`))?.executeJavaScript(asks)) as
          string | boolean | undefined;
        return String(answer ?? "");
      },
      [name, script] as const,
    ),
  );
}

async function open(index: number): Promise<void> {
  await drive("park");
  await ivi.getByTestId("rail-apps").click();
  await ivi.getByTestId(`apps-own-${index}`).click();
  await expect(ivi.getByTestId("own-frame")).toBeVisible();
}

test("an app stands in the launcher by its manifest, opens, and is touched through the glass", async ({}, info) => {
  await open(0);
  const board = ivi.frameLocator("[data-testid=own-frame]");
  await expect(board.locator("#board > button")).toHaveCount(25);
  const light = await board.locator("#board > button").nth(12).boundingBox();
  const point = { x: light!.x + 40, y: light!.y + 40, id: 0 };
  await app.touch("ivi", "touchStart", [point]);
  await app.touch("ivi", "touchEnd", []);
  await expect(board.locator("#moves")).toHaveText("1");
  await info.attach("lights", { body: (await app.picture("ivi")).png, contentType: "image/png" });
  await ivi.getByTestId("own-close").click();
  await info.attach("launcher", { body: (await app.picture("ivi")).png, contentType: "image/png" });
  await expect(ivi.getByTestId("app-apps")).toBeVisible();
});

test("an app is closed while the car moves, in words, and is not left running", async ({}, info) => {
  await open(0);
  await drive("cruise");
  await expect(ivi.getByTestId("own-locked")).toContainText("5 km/h");
  expect(await ivi.locator("iframe").count()).toBe(0);
  await info.attach("locked", { body: (await app.picture("ivi")).png, contentType: "image/png" });
});

test("an app reaches its own files and nothing else: no network, no guest, no page above it", async () => {
  await open(1);
  // Asked in the main process: Playwright, which has seen a frame go before, does not always hear of the next.
  await expect.poll(() => inFrame("app1", "document.body.dataset.tried ?? ''"), { timeout: 10_000 }).toMatch(/.+/);
  const tried = JSON.parse(await inFrame("app1", "document.body.dataset.tried")) as Record<string, string>;
  expect(tried).toMatchObject({
    ...{ guest: "undefined", parent: "SecurityError", storage: "SecurityError" },
    ...{ network: "TypeError", page: "TypeError", other: "TypeError", eval: "EvalError" },
    ...{ own: "200", above: "404", window: "true", top: "SecurityError" },
  });
  const inFrames = await framesOf("ivi");
  // One process for both, which is the domain's, and so bounded and ended with it.
  expect(new Set(inFrames.map(({ process }) => process)).size).toBe(1);
  expect(inFrames.map(({ url }) => url)).toContain("cockpit://app1.hmi.argonaut/index.html");
  // The frame within it has the URL that it asked for, and nothing of what is there.
  expect(await inFrame("app0", "document.querySelector('#board') === null")).toBe("true");
  expect(ivi.url()).toBe("cockpit://hmi.argonaut/guests/ivi/index.html");
  await ivi.getByTestId("own-close").click();
});

test("the knob leads out of an app that was touched, and an app that grabs the keys again and again is closed", async () => {
  await open(0);
  await expect.poll(() => inFrame("app0", "document.readyState")).toBe("complete");
  // Until it is hit: the frame and what is in it settle each by itself. The car stays where it is for as long as that takes.
  await expect(async () => {
    await drive("park");
    await inFrame(
      "app0",
      "globalThis.focusTold ??= ({ target }) => void (document.body.dataset.focused = target.id); addEventListener('focusin', focusTold)",
    );
    const frame = (await ivi.getByTestId("own-frame").boundingBox({ timeout: 1000 }))!;
    const again = JSON.parse(await inFrame("app0", "JSON.stringify(document.querySelector('#again').getBoundingClientRect())")) as DOMRect;
    await app.touch("ivi", "touchStart", [{ x: frame.x + again.x + 40, y: frame.y + again.y + 40, id: 0 }]);
    await app.touch("ivi", "touchEnd", []);
    expect(await inFrame("app0", "document.body.dataset.focused")).toBe("again");
  }).toPass({ timeout: 10_000 });
  // The focus comes a moment after its touch, and the last of several touches may still be on its way.
  await ivi.waitForTimeout(500);
  await expect.poll(() => ivi.evaluate(() => document.activeElement?.tagName)).not.toBe("IFRAME");
  await ivi.keyboard.press("Escape");
  await expect(ivi.getByTestId("app-home")).toBeVisible();
  await drive("park");
  await ivi.getByTestId("rail-apps").click();
  await ivi.getByTestId("apps-own-3").click();
  await expect(ivi.getByTestId("app-apps")).toBeVisible();
});

test("the steering wheel's keys come through the glass by the names that the page knows", async () => {
  await ivi.evaluate(() => {
    const { dataset } = document.documentElement;
    addEventListener("keydown", ({ key }) => void (dataset["heard"] = `${dataset["heard"] ?? ""} ${key}`));
  });
  // KEY_VOLUMEUP, KEY_VOLUMEDOWN, KEY_PLAYPAUSE, KEY_NEXTSONG, KEY_PREVIOUSSONG, KEY_F9
  for (const keycode of [115, 114, 164, 163, 165, 67]) {
    await app.electron.evaluate((_electron, code) => {
      const { seat } = globalThis.cockpitRun.dom0;
      seat.key("ivi0", code, true);
      seat.key("ivi0", code, false);
    }, keycode);
  }
  await expect
    .poll(() => ivi.evaluate(() => document.documentElement.dataset["heard"]))
    .toBe(" AudioVolumeUp AudioVolumeDown MediaPlayPause MediaTrackNext MediaTrackPrevious F9");
  await expect(ivi.getByTestId("app-phone")).toBeVisible();
});

test("an app that loops for ever hangs its domain, which dom0 ends and starts again, with the launcher where it was", async () => {
  const before = await app.domain("ivi");
  await open(2);
  await expect.poll(async () => (await app.domain("ivi"))?.domid, { timeout: 30_000 }).not.toBe(before?.domid);
  await app.untilLive();
  await expect((await app.guest("ivi")).locator("iframe")).toHaveCount(0);
});
