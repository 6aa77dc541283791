import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as displif from "../../protocol/io/displif.ts";
import * as kbdif from "../../protocol/io/kbdif.ts";
import * as xsRing from "../../protocol/io/xs-ring.ts";
import { GNTTAB_RESERVED_XENSTORE } from "../../protocol/ids.ts";
import { ringSize, sring } from "../../protocol/ring.ts";
import { abiOfStruct, abiOfUnion, type AbiEntry } from "../../protocol/struct.ts";
import { XenbusState } from "../../protocol/xenbus.ts";

const HEADERS = "/usr/include/xen";
const usable = existsSync(`${HEADERS}/io/displif.h`) && works("gcc");

function works(tool: string): boolean {
  try {
    execFileSync(tool, ["--version"], { stdio: "ignore" });
    return true;
  } catch (problem) {
    if (problem instanceof Error) return false; // no such tool on this machine
    throw problem;
  }
}

/** Where a member's C path is not its name. */
const cPath: Record<string, Record<string, string>> = {
  xenkbd_mtouch: {
    abs_x: "u.pos.abs_x",
    abs_y: "u.pos.abs_y",
    major: "u.shape.major",
    minor: "u.shape.minor",
    orientation: "u.orientation",
  },
  xendispl_evt: { fb_cookie: "op.pg_flip.fb_cookie" },
  xendispl_page_directory: { gref: "gref[0]" },
};
const cType: Record<string, string> = { xenkbd_in_event: "union xenkbd_in_event", sring: "struct xen_displif_sring" };

/** A structure's table, and the arrays of it that are no fields of ours: [offset, octets]. */
function withArrays(table: Record<string, AbiEntry>, arrays: AbiEntry["fields"]): Record<string, AbiEntry> {
  return Object.fromEntries(Object.entries(table).map(([name, { size, fields }]) => [name, { size, fields: { ...arrays, ...fields } }]));
}

const tables: Record<string, AbiEntry> = {
  ...abiOfUnion(kbdif.kbdInEvent),
  ...abiOfStruct(kbdif.xenkbdPage),
  ...abiOfUnion(displif.displReq),
  ...abiOfStruct(displif.displReqHeader),
  ...abiOfStruct(displif.displResp),
  ...abiOfStruct(displif.displEdidResp),
  ...abiOfStruct(displif.displEvt),
  ...abiOfStruct(displif.displEventPage),
  ...abiOfStruct(displif.displPageDirectory),
  ...abiOfStruct(sring),
  ...withArrays(abiOfStruct(xsRing.xenstoreDomainInterface), {
    req: [xsRing.XS_RING_ARRAYS.req, xsRing.XENSTORE_RING_SIZE],
    rsp: [xsRing.XS_RING_ARRAYS.rsp, xsRing.XENSTORE_RING_SIZE],
  }),
};

const pick = (from: object, prefix: RegExp): Record<string, number> =>
  Object.fromEntries(
    Object.entries(from).filter((entry): entry is [string, number] => prefix.test(entry[0]) && typeof entry[1] === "number"),
  );
/** Ours only: octets of a packet, which the header does not name. */
const notInC = ["XENDISPL_PACKET_SIZE", "XENKBD_RAW_MAX"];

const constants: Record<string, number> = {
  ...pick(kbdif, /^XENKBD_/),
  ...pick(displif, /^XENDISPL_/),
  ...pick(xsRing, /^XENSTORE_/),
  GNTTAB_RESERVED_XENSTORE,
  ...Object.fromEntries(Object.entries(displif.XEN_ERRNO).map(([name, value]) => [`XEN_${name}`, value])),
  ...Object.fromEntries(Object.entries(XenbusState).map(([name, value]) => [`XenbusState${name}`, value])),
};
for (const name of notInC) delete constants[name];

function program(): string {
  const lines: string[] = [];
  for (const [name, { fields }] of Object.entries(tables)) {
    const type = cType[name] ?? `struct ${name}`;
    // struct *_sring is declared with one slot, and its table is what comes before it
    lines.push(
      name === "sring" ? `printf("sizeof sring %zu\\n", offsetof(${type}, ring));` : `printf("sizeof ${name} %zu\\n", sizeof(${type}));`,
    );
    for (const field of Object.keys(fields)) {
      const path = cPath[name]?.[field] ?? field;
      lines.push(`printf("member ${name}.${field} %zu %zu\\n", offsetof(${type}, ${path}), sizeof(((${type} *)0)->${path}));`);
    }
  }
  for (const name of Object.keys(constants)) lines.push(`printf("constant ${name} %ld\\n", (long)(${name}));`);
  lines.push(`printf("constant slots %ld\\n", (long)__CONST_RING_SIZE(xen_displif, 4096));`);
  return `#include <stdio.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#define __XEN_TOOLS__ 1
#define xen_mb()
#define xen_rmb()
#define xen_wmb()
#include <xen/xen.h>
#include <xen/grant_table.h>
#include <xen/io/ring.h>
#include <xen/errno.h>
#include <xen/io/kbdif.h>
#include <xen/io/displif.h>
#include <xen/io/xenbus.h>
#include <xen/io/xs_wire.h>
int main(void) {
${lines.join("\n")}
return 0; }
`;
}

describe.skipIf(!usable)("what gcc says of Xen's public headers", () => {
  const said = new Map<string, readonly number[]>();
  let dir = "";
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "abi-"));
    writeFileSync(join(dir, "abi.c"), program());
    execFileSync("gcc", ["-o", join(dir, "abi"), join(dir, "abi.c")]);
    for (const line of execFileSync(join(dir, "abi"), { encoding: "utf8" }).trim().split("\n")) {
      const [what, name, ...numbers] = line.split(" ");
      said.set(`${what} ${name}`, numbers.map(Number));
    }
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test.each(Object.entries(tables))("%s is as our table has it", (name, { size, fields }) => {
    const theirs = {
      size: said.get(`sizeof ${name}`)![0],
      fields: Object.fromEntries(Object.keys(fields).map((field) => [field, said.get(`member ${name}.${field}`)])),
    };
    expect({ size, fields }).toEqual(theirs);
  });

  test("constants are the headers'", () => {
    expect(Object.fromEntries(Object.keys(constants).map((name) => [name, said.get(`constant ${name}`)![0]]))).toEqual(constants);
  });

  test("a displif ring has as many slots as ring.h computes", () => {
    expect([ringSize(4096, 64)]).toEqual(said.get("constant slots"));
  });
});
