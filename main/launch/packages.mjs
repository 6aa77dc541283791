/** The registry packages, by the lock file. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./places.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";

const LOCK = join(ROOT, "package-lock.json");
/** What npm itself notes about what it installed. */
const INSTALLED = join(ROOT, "node_modules", ".package-lock.json");
/** Remembers the lock file that was installed or compared last, so that the next start need not compare. */
const REMEMBERED = join(ROOT, "node_modules", ".argonaut-lock");

const lockHash = () => createHash("sha256").update(readFileSync(LOCK)).digest("hex");

/** Whether what npm noted is what the lock file asks for; optional packages of other platforms may be absent. */
export function isInstalled(lock, noted) {
  const same = (a, b) => a.version === b.version && a.integrity === b.integrity && a.resolved === b.resolved;
  const wanted = Object.entries(lock.packages).filter(([path]) => path !== "");
  return (
    wanted.every(([path, asked]) => (noted.packages[path] ? same(asked, noted.packages[path]) : asked.optional === true)) &&
    Object.keys(noted.packages).every((path) => path in lock.packages)
  );
}

function installed() {
  if (existsSync(REMEMBERED) && readFileSync(REMEMBERED, "utf8") === lockHash() && existsSync(INSTALLED)) return true;
  if (!existsSync(INSTALLED)) return false;
  return isInstalled(JSON.parse(readFileSync(LOCK, "utf8")), JSON.parse(readFileSync(INSTALLED, "utf8")));
}

/** Has the packages of the lock file in node_modules. */
export async function ensurePackages() {
  const count = () => Object.keys(JSON.parse(readFileSync(LOCK, "utf8")).packages).length - 1;
  await step("registry packages", installed, async (tell) => {
    tell(`npm ci, ${count()} packages, about a minute when none is cached`);
    await run("npm", ["ci", "--no-fund", "--no-audit"], { cwd: ROOT });
    return `${count()} packages`;
  });
  if (!existsSync(REMEMBERED) || readFileSync(REMEMBERED, "utf8") !== lockHash()) await writeFile(REMEMBERED, lockHash());
}
