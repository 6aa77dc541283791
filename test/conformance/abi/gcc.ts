/** gcc, with Xen's public headers as Debian's libxen-dev installs them. Where either is missing the tests that want them are skipped. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const HEADERS = "/usr/include/xen";

export const haveOracle = existsSync(`${HEADERS}/io/displif.h`) && ["gcc", "readelf"].every(works);

function works(tool: string): boolean {
  try {
    execFileSync(tool, ["--version"], { stdio: "ignore" });
    return true;
  } catch (problem) {
    if (problem instanceof Error) return false; // no such tool on this machine
    throw problem;
  }
}

/** Where a header named as in xen/include/public lies. */
export const pathOf = (header: string): string => `${HEADERS}/${header}`;

/** What the headers want before them, and the headers. */
export const including = (headers: readonly string[]): string => `#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#define __XEN_TOOLS__ 1
#define xen_mb() __sync_synchronize()
#define xen_rmb() __sync_synchronize()
#define xen_wmb() __sync_synchronize()
#include <xen/xen.h>
#include <xen/grant_table.h>
${headers.map((header) => `#include <xen/${header}>`).join("\n")}
`;

/** A folder for what gcc makes, removed by `remove`. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), "abi-"));

  at(name: string): string {
    return join(this.folder, name);
  }

  /** Runs gcc over `source` and answers what it prints. */
  gcc(source: string, ...options: readonly string[]): string {
    writeFileSync(this.at("source.c"), source);
    return this.run("gcc", ...options, this.at("source.c"));
  }

  run(program: string, ...words: readonly string[]): string {
    return execFileSync(program, words, { encoding: "utf8", maxBuffer: 2 ** 26 });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
