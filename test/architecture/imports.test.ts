import { expect, test } from "vitest";
import { FREE_ROOMS, forbidden, roomOf } from "./rooms.ts";
import { importsOf, read, sourcesBelow, TOP_LEVEL_FOLDERS } from "./sources.ts";

const sources = TOP_LEVEL_FOLDERS.filter((folder) => !FREE_ROOMS.includes(folder)).flatMap((folder) => sourcesBelow(folder));

test.each(sources)("%s is in a room and imports only what its room may", (file) => {
  expect(roomOf(file)).toBeDefined();
  const wrong = forbidden(file, importsOf(file, read(file)));
  expect(wrong.map(({ to, typeOnly }) => (typeOnly ? `type ${to}` : to))).toEqual([]);
});

/** What the table must refuse, and what it must let pass: a table that allows everything is seen here. */
// prettier-ignore
const planted: readonly (readonly [verdict: "refused" | "allowed", file: string, source: string])[] = [
  ["refused", "protocol/ring.ts",                       'import { readFileSync } from "node:fs";'],
  ["refused", "protocol/ring.ts",                       'import { Log } from "../main/log/log.ts";'],
  ["refused", "main/hypervisor/memory.ts",              'import { BrowserWindow } from "electron";'],
  ["refused", "main/hypervisor/memory.ts",              'import type { Store } from "../xenstored/store.ts";'],
  ["refused", "main/backends/vkbd/vkbd-backend.ts",     'import { flip } from "../vdispl/vdispl-model.ts";'],
  ["refused", "main/backends/backend.ts",               'import { flip } from "./vdispl/vdispl-model.ts";'],
  ["refused", "main/electron/windows.ts",               'import { Domain } from "../hypervisor/domain.ts";'],
  ["refused", "main/node/bin/xs.ts",                    'import { app } from "electron";'],
  ["refused", "main/node/bin/xs.ts",                    'import { XsClient } from "../../../preload/kernel/xs-client.ts";'],
  ["refused", "main/node/bin/xs.ts",                    'import { Hypervisor } from "../../hypervisor/hypervisor.ts";'],
  ["allowed", "main/node/bin/xenstored.ts",             'import { Command } from "commander"; import "node:net"; import { Store } from "../../xenstored/store.ts";'],
  ["refused", "main/launch/start.mjs",                  'import yaml from "yaml";'],
  ["refused", "main/launch/start.mjs",                  'const electron = await import("electron");'],
  ["refused", "preload/guest.ts",                       'export { Log } from "../main/log/log.ts";'],
  ["refused", "preload/guest.ts",                       'const fs = require("node:fs");'],
  ["refused", "preload/frontends/vkbd.ts",              'import { ipcRenderer } from "electron";'],
  ["refused", "renderer/guests/cluster/main.tsx",       'import { map } from "../ivi/map/map.ts";'],
  ["refused", "renderer/guests/cluster/main.tsx",       'import { ring } from "../../../protocol/ring.ts";'],
  ["refused", "renderer/guests/cluster/main.tsx",       'import "electron";'],
  ["refused", "renderer/overlay/main.ts",               'import "pixi.js";'],
  ["refused", "renderer/console/main.ts",               'type A = import("../../main/log/log.ts").LogRecord;'],
  ["refused", "main/newcomer/thing.ts",                 'import "../../protocol/ids.ts";'],
  ["refused", "main/faults/report.ts",                  'import { dom0 } from "../dom0.ts";'],
  ["allowed", "main/dom0.ts",                           'import "./electron/windows.ts"; import "./backends/vkbd/vkbd-backend.ts"; import "./index.ts";'],
  ["refused", "attic/old.ts",                           'import "../protocol/ids.ts";'],
  ["allowed", "main/backends/vkbd/vkbd-backend.ts",     'import { XenbusBackend } from "../xenbus-backend.ts"; import "./nodes.ts";'],
  ["allowed", "main/electron/windows.ts",               'import type { Domain } from "../hypervisor/domain.ts"; import { app } from "electron"; import "node:fs/promises";'],
  ["allowed", "main/guests/emulated.ts",                'import { VkbdFrontend } from "../../preload/frontends/vkbd.ts";'],
  ["allowed", "main/index.ts",                          'import { parseOptions } from "./launch/options.mjs"; import "./backends/vkbd/vkbd-backend.ts";'],
  ["allowed", "renderer/guests/ivi/home/home.tsx",      'import { Dial } from "../../../kit/dial.tsx"; import type { GuestApi } from "../../../../protocol/bridge.ts"; import "../map/map.ts";'],
];

test.each(planted)("%s: in %s, %s", (verdict, file, source) => {
  expect(forbidden(file, importsOf(file, source)).length > 0 ? "refused" : "allowed").toBe(verdict);
});
