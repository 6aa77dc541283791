/** Debian's edid-decode on the EDIDs that our connectors answer with. Where it is missing the tests are skipped. */
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { connectorEdid } from "../../main/backends/vdispl/edid.ts";

const decode = (octets: Uint8Array): string => spawnSync("edid-decode", ["--check", "-"], { input: octets, encoding: "utf8" }).stdout ?? "";
const present = spawnSync("edid-decode", ["--version"]).error === undefined;

test.skipIf(!present).each([
  [1920, 720],
  [1280, 800],
  [1920, 1080],
  [640, 400],
  [3840, 2160],
])("edid-decode finds nothing wrong with the EDID of %i × %i", (width, height) => {
  const text = decode(connectorEdid({ name: "cluster0", width, height, refreshHz: 60 }) ?? new Uint8Array());
  expect(text).toMatch(/EDID conformity: PASS/);
  expect(text).toMatch(new RegExp(`DTD 1: +${width}x${height} +(59\\.9\\d*|60\\.0\\d*) Hz`));
  expect(text).toMatch(/Display Product Name: 'cluster0'/);
});
