/** The guest configurations of real products (test/data/xl-cfg/SOURCE.md), as their authors wrote them. */
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { Problems } from "../../main/toolstack/config-problem.ts";
import { parseDomainConfig, type DomainConfig } from "../../main/toolstack/domain-config.ts";
import { parseXlCfg, type XlValue } from "../../main/toolstack/xl-cfg.ts";

const folder = new URL("../data/xl-cfg/", import.meta.url);
const textOf = (file: string): string => readFileSync(new URL(file, folder), "utf8");
const files = readdirSync(folder).filter((file) => file.endsWith(".cfg"));

test.each(files)("%s parses without a problem", (file) => {
  const problems = new Problems(file);
  parseXlCfg(textOf(file), problems);
  expect(problems.list).toEqual([]);
});

test("the files hold as many entries as counted without this parser", () => {
  const count = (file: string, key: string): number => leaves(parseXlCfg(textOf(file), new Problems(file)).get(key)?.value);
  expect([
    count("doma-h3ulcb-4x2g-kf.cfg", "irqs"),
    count("doma-vdevices.cfg", "vsnd"),
    count("doma-vdevices-virtio.cfg", "virtio"),
    count("domu-pvcamera.cfg", "vcamera"),
    count("domd-h3ulcb-4x2g.cfg", "dt_compatible"),
  ]).toEqual([71, 18, 8, 2, 2]);
});

test("a product's base part and devices part make one domain, with both displays and both touch screens", () => {
  const read = parseDomainConfig(textOf("doma-h3ulcb-4x2g-kf.cfg") + textOf("doma-vdevices.cfg"), "doma.cfg");
  expect(read.ok && summary(read.value.config)).toEqual({
    name: "DomA",
    memoryMib: 6000,
    vcpus: 4,
    cpus: "0-3",
    onCrash: "preserve",
    connectors: ["DomD 2000 1920x1080", "DomD 2001 1024x576"],
    touch: ["linux T:2000 1920x1080 10", "linux T:2001 1024x576 10"],
  });
});

test("no key of a real product is unknown, and none of their files has an error", () => {
  const bases = files.filter((file) => textOf(file).includes("name ="));
  const notes = bases.flatMap((file) => {
    const read = parseDomainConfig(textOf(file), file);
    return read.ok ? read.value.notes.filter(({ severity }) => severity === "warning") : read.error;
  });
  expect(notes.map(({ file, key }) => `${file} ${key}`)).toEqual(["doma-generic-h3-4x2g.cfg memory", "domd-h3ulcb-4x2g.cfg memory"]);
});

function leaves(value: XlValue | undefined): number {
  if (!value) return 0;
  return value.kind === "list" ? value.items.reduce((sum, item) => sum + leaves(item), 0) : 1;
}

function summary(config: DomainConfig): Readonly<Record<string, unknown>> {
  const { name, memoryMib, vcpus, cpus, onCrash, vdispl, vkb } = config;
  const connectors = vdispl.flatMap((v) => v.connectors.map((c) => `${v.backend} ${c.uniqueId} ${c.width}x${c.height}`));
  const touch = vkb.map((v) => `${v.backendType} ${v.uniqueId} ${v.multiTouchWidth}x${v.multiTouchHeight} ${v.multiTouchNumContacts}`);
  return { name, memoryMib, vcpus, cpus, onCrash, connectors, touch };
}
