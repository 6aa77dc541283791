import { expect, test } from "vitest";
import { appAt, resolve, type Served } from "../../../main/electron/served.ts";

const served: Served = {
  root: "/out/renderer",
  folders: ["guests/ivi", "assets"],
  files: { "/overlay/camera-source": "/videos/rear.mp4" },
};

test.each([
  ["a page of the guest", "/guests/ivi/index.html", "/out/renderer/guests/ivi/index.html"],
  ["a file deep below it", "/guests/ivi/a/b.js", "/out/renderer/guests/ivi/a/b.js"],
  ["a name with a space", "/assets/a%20b.png", "/out/renderer/assets/a b.png"],
  ["a way that comes back", "/assets/x/../y.png", "/out/renderer/assets/y.png"],
  ["a single file under its own name", "/overlay/camera-source", "/videos/rear.mp4"],
])("a session serves %s", (_what, pathname, file) => {
  expect(resolve(served, pathname)).toBe(file);
});

const whole: Served = { root: "/cockpit/my-hmi", folders: [""] };

test.each([
  ["its page", "/index.html", "/cockpit/my-hmi/index.html"],
  ["a file below it", "/a/b.js", "/cockpit/my-hmi/a/b.js"],
  ["nothing as its root", "/", undefined],
  ["nothing hidden", "/.env", undefined],
  ["nothing below what is hidden", "/.git/config", undefined],
  ["from inside what a way out would be", "/../../etc/passwd", "/cockpit/my-hmi/etc/passwd"],
  ["from inside what an encoded way out would be", "/%2e%2e/cockpit.yaml", "/cockpit/my-hmi/cockpit.yaml"],
  ["nothing behind backslashes that lead out", "/a\\..\\..\\cockpit.yaml", undefined],
])("a whole folder serves %s", (_what, pathname, file) => {
  expect(resolve(whole, pathname)).toBe(file);
});

test.each([
  ["another guest's page", "/guests/cluster/index.html"],
  ["a folder whose name only begins alike", "/guests/ivi2/index.html"],
  ["the folder itself", "/assets"],
  ["the root", "/"],
  ["dom0's pages", "/overlay/index.html"],
  ["a file below a single file's name", "/overlay/camera-source/x"],
  ["a way out", "/guests/ivi/../cluster/index.html"],
  ["a way out of everything", "/assets/../../../etc/passwd"],
  ["an encoded way out", "/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd"],
  ["a way out behind encoded slashes", "/assets%2f..%2f..%2fetc%2fpasswd"],
  ["a way out behind backslashes", "/assets/x\\..\\..\\..\\etc\\passwd"],
  ["an absolute path", "//etc/passwd"],
  ["half an escape", "/assets/%"],
  ["an escape that is no UTF-8", "/assets/%E0%A4%A"],
])("a session does not serve %s", (_what, pathname) => {
  expect(resolve(served, pathname)).toBeUndefined();
});

test("an app is a host by its own name, and no other name of any object's", () => {
  const apps = { ...served, apps: { "app0.hmi.argonaut": { root: "/cockpit/notes" } } };
  expect(["app0.hmi.argonaut", "app1.hmi.argonaut", "constructor", "__proto__"].map((host) => appAt(apps, host))).toEqual([
    { root: "/cockpit/notes" },
    undefined,
    undefined,
    undefined,
  ]);
  expect(appAt(served, "app0.hmi.argonaut")).toBeUndefined();
});
