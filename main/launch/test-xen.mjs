/**
 * `npm run test:xen [-- --arch armhf] [--verbose]`: boots Debian's Xen with a Linux dom0 and DomU in QEMU, has our backends serve the DomU's own
 * frontends, and prints what was checked. Not part of `npm test`: it takes minutes. Exit code 0 also where QEMU cannot be had, with the reason.
 */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./built.mjs";
import { ensurePackages } from "./packages.mjs";
import { APT_XEN_TEST, ROOT, XEN_TEST } from "./places.mjs";
import { entry, say, step } from "./progress.mjs";
import { run, StepFailed } from "./run.mjs";
import { checkNode, ensureXenTestTools, which } from "./system.mjs";

const ARCHES = Object.keys(APT_XEN_TEST);
/** koffi's binary for the emulated machine, which npm does not install here. */
const KOFFI = { amd64: "@koromix/koffi-linux-x64", armhf: "@koromix/koffi-linux-arm" };
const BOOT_S = 600;

const scripts = join(ROOT, "test", "xen");

function options(words) {
  const chosen = { arch: "amd64", verbose: false };
  for (let i = 0; i < words.length; i++) {
    if (words[i] === "--verbose") chosen.verbose = true;
    else if (words[i] === "--arch" && ARCHES.includes(words[i + 1])) chosen.arch = words[++i];
    else if (words[i] === "--help") chosen.help = true;
    else throw new StepFailed(`test:xen: wanted --arch ${ARCHES.join(" or --arch ")}, or --verbose, got ${words.slice(i).join(" ")}`);
  }
  return chosen;
}

/** koffi with its binary for that machine. */
async function koffiFor(arch, folder) {
  const modules = join(folder, "koffi", "node_modules");
  const version = JSON.parse(readFileSync(join(ROOT, "node_modules", "koffi", "package.json"), "utf8")).version;
  rmSync(modules, { recursive: true, force: true });
  cpSync(join(ROOT, "node_modules", "koffi"), join(modules, "koffi"), { recursive: true });
  const installed = join(ROOT, "node_modules", KOFFI[arch]);
  const place = join(modules, KOFFI[arch]);
  mkdirSync(place, { recursive: true });
  if (existsSync(installed)) cpSync(installed, place, { recursive: true });
  else {
    const packed = (await run("npm", ["pack", "--silent", `${KOFFI[arch]}@${version}`], { cwd: folder })).trim().split("\n").at(-1);
    await run("tar", ["-xzf", join(folder, packed), "-C", place, "--strip-components=1"]);
  }
  return modules;
}

/** Boots, and shows the session's lines as they come; answers all that the console said. */
function boot(arch, folder, share, verbose) {
  const child = spawn("bash", [join(scripts, "boot.sh"), arch, folder, share, String(BOOT_S)], { stdio: ["ignore", "pipe", "pipe"] });
  let rest = "";
  let all = "";
  const take = (chunk) => {
    all += chunk;
    rest += chunk;
    const lines = rest.split(/\r?\n/);
    rest = lines.pop();
    for (const line of lines) {
      const told = /SESSION (ok|FAILED) (.*)/.exec(line);
      if (told) say(`  ${told[1] === "ok" ? "✓" : "✗"} ${told[2].trim()}`);
      else if (verbose) say(`    ${line}`);
    }
  };
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  return new Promise((resolve) => child.on("close", () => resolve(all)));
}

await entry(async () => {
  const { arch, verbose, help } = options(process.argv.slice(2));
  if (help) {
    say(`npm run test:xen [-- --arch ${ARCHES.join("|")}] [--verbose]`);
    return 0;
  }
  if (process.platform !== "linux" || process.arch !== "x64" || which("apt-get") === undefined) {
    say(`test:xen skipped: wanted Debian on x64, where QEMU and Xen come as packages; this is ${process.platform} ${process.arch}`);
    return 0;
  }
  const since = performance.now();
  checkNode();
  await ensurePackages();
  await ensureBuilt("node");
  await ensureBuilt("xen");
  try {
    await ensureXenTestTools(arch);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    say(`test:xen skipped: ${error.message}`);
    return 0;
  }
  const folder = join(XEN_TEST, arch);
  mkdirSync(folder, { recursive: true });
  await step(
    `Xen 4.17 and Linux for ${arch}, as Debian's packages`,
    () => existsSync(join(folder, "fetched")),
    async (tell) => void (await run("bash", [join(scripts, "fetch.sh"), arch, folder], { onLine: tell })),
  );
  if (arch === "armhf")
    await step(
      "displif's frontend, which Debian's kernel for ARM leaves out",
      () => existsSync(join(folder, "extra-mod", "drm_xen_front.ko")),
      async (tell) => void (await run("bash", [join(scripts, "build-drm-arm.sh"), folder], { onLine: tell })),
    );
  const share = join(folder, "share");
  await step(
    "dom0 and DomU",
    () => false,
    async (tell) => {
      const modules = await koffiFor(arch, folder);
      const node = arch === "amd64" ? process.execPath : "-";
      await run("bash", [join(scripts, "build.sh"), arch, folder, node, modules], { onLine: tell });
      rmSync(share, { recursive: true, force: true });
      mkdirSync(join(share, "frames"), { recursive: true });
      cpSync(join(ROOT, "out", "backends", "backends.mjs"), join(share, "backends.mjs"));
      for (const file of ["session", "tools", "devices", "cockpit"])
        cpSync(join(scripts, "dom0", `${file}.mjs`), join(share, `${file}.mjs`));
      cpSync(join(ROOT, "out", "xen", "emulated.mjs"), join(share, "emulated.mjs"));
      cpSync(join(ROOT, "main", "toolstack", "cockpits", "default"), join(share, "cockpit"), { recursive: true });
      writeFileSync(join(share, "run.sh"), `cp /share/backends.mjs /opt/\nnode /share/session.mjs\n`);
    },
  );
  say(`  … Xen boots (QEMU emulates the processor; at most ${BOOT_S / 60} minutes)`);
  const console_ = await boot(arch, folder, share, verbose);
  writeFileSync(join(folder, "console.log"), console_);
  const file = join(share, "results");
  const results = existsSync(file)
    ? readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
    : [];
  const failed = results.filter(({ ok }) => !ok).length;
  const ended = /DOM0: run\.sh ended with (\d+)/.exec(console_)?.[1];
  if (ended === undefined) say(`  ✗ dom0 did not come to its end; its console is in ${join(folder, "console.log")}`);
  say("");
  for (const { name, ok, problem, figures, at } of results)
    say(`  ${ok ? "✓" : "✗"} ${at.padStart(6)} s  ${name}${figures ? `: ${figures}` : ""}${problem ? `\n             ${problem}` : ""}`);
  say(
    `\nXen 4.17, ${arch}, emulated: ${results.length - failed} passed, ${failed} failed; ${((performance.now() - since) / 1000).toFixed(0)} s in all`,
  );
  return failed === 0 && ended !== undefined && results.length > 0 ? 0 : 1;
});
