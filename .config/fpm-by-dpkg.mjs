#!/usr/bin/env node
/**
 * What electron-builder asks of fpm for a .deb, done with dpkg-deb: `-s dir -t deb`, control fields, scripts and SRC=DEST pairs.
 * An argument that is not known here is refused rather than forgotten.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** fpm's option → what becomes of its value. Options that are for other package types or that dpkg-deb decides are "ignored". */
const TAKES = {
  "-s": "ignored",
  "-t": "ignored",
  "-d": "depends",
  "--deb-recommends": "recommends",
  "--deb-suggests": "suggests",
  "--deb-compression": "ignored",
  "--deb-priority": "priority",
  "--architecture": "architecture",
  "--name": "package",
  "--version": "version",
  "--package": "out",
  "--maintainer": "maintainer",
  "--url": "homepage",
  "--vendor": "ignored",
  "--license": "ignored",
  "--category": "section",
  "--description": "description",
  "--after-install": "postinst",
  "--after-remove": "postrm",
  "--before-install": "preinst",
  "--before-remove": "prerm",
  "--iteration": "ignored",
};
const SWITCHES = new Set(["--force", "--debug", "--deb-no-default-config-files"]);

const given = { depends: [], recommends: [], suggests: [] };
const pairs = [];
const words = process.argv.slice(2);
while (words.length > 0) {
  const word = words.shift();
  if (SWITCHES.has(word)) continue;
  if (!word.startsWith("-")) {
    pairs.push(word.split("="));
    continue;
  }
  const [name, inline] = word.split(/=(.*)/s);
  const key = TAKES[name];
  if (key === undefined) {
    process.stderr.write(`fpm-by-dpkg: ${name}: unknown\n`);
    process.exit(1);
  }
  const value = inline ?? words.shift();
  if (Array.isArray(given[key])) given[key].push(value);
  else given[key] = value;
}

const tree = mkdtempSync(join(tmpdir(), "argonaut-deb-"));
try {
  for (const [from, to] of pairs) {
    const into = join(tree, to);
    mkdirSync(dirname(into), { recursive: true });
    // `dir/=/opt/x`: what is in the folder goes below the other.
    cpSync(from, into, { recursive: true, verbatimSymlinks: true });
  }
  execFileSync("chmod", ["-R", "u+rwX,go+rX,go-w", tree]);
  const installed = Math.ceil(Number(execFileSync("du", ["-sk", tree], { encoding: "utf8" }).split("\t")[0]));
  mkdirSync(join(tree, "DEBIAN"));
  const [summary, ...rest] = (given.description ?? given.package).trim().split("\n");
  const control = {
    Package: given.package,
    Version: given.version,
    Architecture: given.architecture,
    Maintainer: given.maintainer,
    "Installed-Size": installed,
    Depends: given.depends.join(", "),
    Recommends: given.recommends.join(", "),
    Suggests: given.suggests.join(", "),
    Section: given.section ?? "misc",
    Priority: given.priority ?? "optional",
    Homepage: given.homepage,
    Description: [summary, ...rest.map((text) => ` ${text.trim() || "."}`)].join("\n"),
  };
  const fields = Object.entries(control).filter(([, value]) => value !== undefined && value !== "");
  writeFileSync(join(tree, "DEBIAN", "control"), fields.map(([name, value]) => `${name}: ${value}\n`).join(""));
  for (const script of ["preinst", "postinst", "prerm", "postrm"]) {
    if (given[script] === undefined) continue;
    writeFileSync(join(tree, "DEBIAN", script), readFileSync(given[script]));
    chmodSync(join(tree, "DEBIAN", script), 0o755);
  }
  execFileSync("dpkg-deb", ["--root-owner-group", "-Zxz", "-z1", "--build", tree, given.out], { stdio: "inherit" });
  process.stdout.write(`${given.out}: ${statSync(given.out).size} octets\n`);
} finally {
  rmSync(tree, { recursive: true, force: true });
}
