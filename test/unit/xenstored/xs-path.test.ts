import { expect, test } from "vitest";
import { DOM0, domId } from "../../../protocol/ids.ts";
import { backendPath, errorPath, frontendPath, parseXsPath, xsJoin } from "../../../protocol/xs-path.ts";

test.each(["", "//", "/a/", "/a//b", "/a.b", "/a b", "/ä", "/a\0", "a//b", "a/", "@", "@a/b", "@a.b", "/" + "x".repeat(1024)])(
  "%j is no path",
  (path) => {
    // A lone @ is a name like any other, and so a special path nobody watches.
    expect(parseXsPath(path, 5)?.text).toBe(path === "@" ? "@" : undefined);
  },
);

test.each([
  ["/", "/", []],
  ["/local/domain", "/local/domain", ["local", "domain"]],
  ["device/vkbd-0_@", "/local/domain/5/device/vkbd-0_@", ["local", "domain", "5", "device", "vkbd-0_@"]],
  ["@releaseDomain", "@releaseDomain", ["@releaseDomain"]],
])("%j is the path %j", (path, text, names) => {
  expect(parseXsPath(path, 5)).toEqual({ text, names });
});

test("a path in a home is as long as what is behind the home, so that a new domid cannot make it too long", () => {
  const name = "x".repeat(1024);
  expect(parseXsPath(name, 5)).toBeDefined();
  expect(parseXsPath(`/local/domain/32000/${name}`, 0)).toBeDefined();
  expect(parseXsPath(`${name}x`, 5)).toBeUndefined();
});

test("the paths of a device are where libxl puts them", () => {
  expect(backendPath(DOM0, "vkbd", domId(5), 1)).toBe("/local/domain/0/backend/vkbd/5/1");
  expect(frontendPath(domId(5), "vkbd", 1)).toBe("/local/domain/5/device/vkbd/1");
  expect(errorPath(domId(5), frontendPath(domId(5), "vkbd", 1))).toBe("/local/domain/5/error/device/vkbd/1/error");
});

test("joining onto the root, a relative base and nothing makes no double slash", () => {
  expect([xsJoin("/", "a"), xsJoin("/a", "b", 1), xsJoin("", "a"), xsJoin("/a")]).toEqual(["/a", "/a/b/1", "a", "/a"]);
});
