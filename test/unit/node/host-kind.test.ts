import { expect, test } from "vitest";
import { hostOf } from "../../../main/launch/xen-backends.mjs";
import { hostProblems, isDom0 } from "../../../main/toolstack/host-kind.ts";
import { loadCockpit } from "../../../main/toolstack/load-cockpit.ts";
import { value } from "../../support/machine.ts";

test.each([
  ["control_d\n", true, "xen"],
  ["", false, "emulated"],
])("a machine whose /proc/xen/capabilities say %j", (capabilities, dom0, host) => {
  expect([isDom0(capabilities), hostOf({}, capabilities)]).toEqual([dom0, host]);
});

test("a machine without /proc/xen is no dom0; what was asked for goes first", () => {
  expect([isDom0(undefined), hostOf({ host: "emulated" }, "control_d\n"), hostOf({ host: "xen" }, "")]).toEqual([false, "emulated", "xen"]);
});

test("a reservation is refused on a real Xen, where another program makes it, and not in the emulation", () => {
  const cockpit = (guest: string) =>
    value(
      loadCockpit("c", (path) => ({
        ok: true,
        value: path.endsWith(".yaml")
          ? `name: c\ndisplays: [{ name: d, connector: c0, size: 64x64 }]\ndomains: [{ config: a.cfg, ${guest}, colour: "#000000", rtds: {} }]`
          : "name='a'\nmemory=64\nvdispl=['connectors=c0:64x64']\nkernel='/boot/a'",
      })),
    );
  expect(hostProblems(cockpit("guest: domu"), "xen")).toEqual([
    "domain a: want no rtds, since a real Xen's is set by `xl sched-rtds -d a`",
  ]);
  expect(hostProblems(cockpit("hmi: cluster"), "emulated")).toEqual([]);
});

test("what all displays follow is refused on a real Xen, whose domains have no signals", () => {
  const cockpit = value(
    loadCockpit("c", (path) => ({
      ok: true,
      value: path.endsWith(".yaml")
        ? 'name: c\ndisplays: [{ name: d, connector: c0, size: 64x64 }]\ndomains: [{ config: a.cfg, guest: domu, colour: "#000000", chooses: [theme] }]'
        : "name='a'\nmemory=64\nvdispl=['connectors=c0:64x64']\nkernel='/boot/a'",
    })),
  );
  expect(hostProblems(cockpit, "xen")).toEqual([
    "domain a: want no chooses, since domains of a real Xen have no vss device to follow a choice by",
  ]);
});
