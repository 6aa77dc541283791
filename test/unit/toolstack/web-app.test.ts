import { expect, test } from "vitest";
import { err, ok } from "../../../protocol/result.ts";
import { formatProblem } from "../../../main/toolstack/config-problem.ts";
import { loadCockpit } from "../../../main/toolstack/load-cockpit.ts";
import { readWebApp } from "../../../main/toolstack/web-app.ts";

const read = (manifest: unknown) => readWebApp(JSON.stringify(manifest, undefined, "\t"), "c/app", "app/manifest.webmanifest");

test("a manifest says name, page, icon and colour; what a cockpit has no use for is passed over", () => {
  const full = {
    name: "A long name of an app",
    short_name: "Notes",
    start_url: "./pages/index.html?from=car",
    display: "fullscreen",
    theme_color: "#3B2A63",
    icons: [{ src: "icon.svg", sizes: "any" }, { src: "b.png" }],
  };
  expect([read(full), read({ name: "Notes" })]).toEqual([
    ok({ folder: "c/app", name: "Notes", start: "pages/index.html?from=car", icon: "icon.svg", colour: "#3B2A63" }),
    ok({ folder: "c/app", name: "Notes", start: "index.html", icon: undefined, colour: undefined }),
  ]);
});

test("every problem of a manifest is told at its place, with what was wanted and what came", () => {
  const text = ["{", '  "name": "",', '  "start_url": 7,', '  "icons": "icon.svg",', '  "theme_color": "red"', "}"].join("\n");
  const told = readWebApp(text, "c/app", "app/manifest.webmanifest");
  expect(told.ok ? [] : told.error.map(formatProblem)).toEqual([
    'app/manifest.webmanifest:2:11: name: want a name of 1 to 24 letters, got ""',
    "app/manifest.webmanifest:3:16: start_url: want a page below the app's folder, got 7",
    'app/manifest.webmanifest:4:12: icons: want a list of pictures, got "icon.svg"',
    'app/manifest.webmanifest:5:18: theme_color: want #RRGGBB, got "red"',
  ]);
});

test.each([
  "https://example.org/",
  "//example.org/a",
  "cockpit://hmi.argonaut/x",
  "",
  ".",
  "a\\..\\b",
  ".git/config",
  "a/%2e%2e%2fb",
  "data:text/html,a",
])("a start page of %j leads out of the folder, and is refused", (start_url) => {
  const told = read({ name: "Notes", start_url });
  expect(told.ok ? [] : told.error.map(({ key }) => key)).toEqual(["start_url"]);
});

test("a way out by dots stays below the folder, as in any browser", () => {
  const told = read({ name: "Notes", start_url: "../../../x.html" });
  expect(told.ok && told.value.start).toBe("x.html");
});

/** A cockpit of one domain with these keys, and what else is in its folder. */
function cockpit(domain: string, files: Readonly<Record<string, string>>): readonly string[] {
  const all: Readonly<Record<string, string>> = {
    "cockpit.yaml": `name: c\ndisplays:\n  - { name: d, connector: c0, size: 1280x800 }\ndomains:\n  - { config: a.cfg, ${domain} }\n`,
    "a.cfg": "name='a'\nmemory=64\non_crash='restart'\nvdispl=['connectors=c0:1280x800']",
    ...files,
  };
  const loaded = loadCockpit("c", (path) => {
    const text = all[path.slice(2)];
    return text === undefined ? err("ENOENT") : ok(text);
  });
  return (loaded.ok ? loaded.value.notes : loaded.error).map(formatProblem);
}

const manifest = '{ "name": "Notes", "icons": [{ "src": "icon.svg" }] }';

test("a domain's apps are folders with a manifest, and what the manifest names is there", () => {
  const hmi = "hmi: ivi, colour: '#000000', apps: [./notes]";
  const files = { "notes/manifest.webmanifest": manifest, "notes/index.html": "", "notes/icon.svg": "" };
  expect({
    whole: cockpit(hmi, files),
    noFolder: cockpit(hmi, {}),
    noIcon: cockpit(hmi, { "notes/manifest.webmanifest": manifest, "notes/index.html": "" }),
    notJson: cockpit(hmi, { ...files, "notes/manifest.webmanifest": '{ "name": }' }).map((line) => line.split(": ")[0]),
    ofAnApp: cockpit("guest: { app: notes }, apps: [notes]", files),
    outside: cockpit("hmi: ivi, colour: '#000000', apps: [../notes]", files),
  }).toEqual({
    whole: [],
    noFolder: ['cockpit.yaml:5:58: domains[0].apps[0]: want a folder with a manifest.webmanifest, got "./notes": ENOENT'],
    noIcon: ['cockpit.yaml:5:58: domains[0].apps[0]: want what notes/manifest.webmanifest names to be there, got no "icon.svg"'],
    notJson: ["notes/manifest.webmanifest:1:11"],
    ofAnApp: ["cockpit.yaml:5:52: domains[0].apps[0]: want apps beside hmi, whose they are, got no hmi"],
    outside: [`cockpit.yaml:5:58: domains[0].apps[0]: want the name of a file in the cockpit's folder, got "../notes"`],
  });
});
