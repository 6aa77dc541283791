import { expect, test } from "vitest";
import { hostOf } from "../../../main/launch/xen-backends.mjs";
import { isDom0 } from "../../../main/toolstack/host-kind.ts";

test.each([
  ["control_d\n", true, "xen"],
  ["", false, "emulated"],
])("a machine whose /proc/xen/capabilities say %j", (capabilities, dom0, host) => {
  expect([isDom0(capabilities), hostOf({}, capabilities)]).toEqual([dom0, host]);
});

test("a machine without /proc/xen is no dom0; what was asked for goes first", () => {
  expect([isDom0(undefined), hostOf({ host: "emulated" }, "control_d\n"), hostOf({ host: "xen" }, "")]).toEqual([false, "emulated", "xen"]);
});
