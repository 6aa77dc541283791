/** What the operating system must bring: Node itself, shared libraries, tools. Debian's packages where apt-get is there. */
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { APT_CONFORMANCE, APT_DISPLAY, APT_PACKAGING, APT_RUNTIME, NODE_WANTED } from "./places.mjs";
import { step } from "./progress.mjs";
import { capture, run, StepFailed } from "./run.mjs";

const APT_LISTS = "/var/lib/apt/lists";

/** Refuses a Node that the tools do not run on. */
export function checkNode(version = process.versions.node) {
  const came = version.split(".").map(Number);
  const differs = NODE_WANTED.findIndex((part, i) => part !== came[i]);
  if (differs !== -1 && came[differs] < NODE_WANTED[differs]) {
    throw new StepFailed(`Node: wanted ${NODE_WANTED.join(".")} or newer, got ${version}`, {
      byHand: "curl -fsSL https://deb.nodesource.com/setup_20.x | bash - && apt-get install -y nodejs",
    });
  }
}

/** The file of that name on the search path, if there is one. */
export function which(tool) {
  const places = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/bin", "/usr/sbin", "/sbin"];
  return places.map((place) => join(place, tool)).find((file) => existsSync(file));
}

/** The shared libraries that the executable wants and the loader does not find. */
async function missingLibraries(binary) {
  const { all } = await capture("ldd", [binary]);
  return [...all.matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name);
}

const asRoot = (command) => (process.getuid() === 0 ? command : ["sudo", "env", "DEBIAN_FRONTEND=noninteractive", ...command]);

/** Debian renamed some packages; the first alternative that the lists know is the one to install. */
async function known(alternatives) {
  for (const name of alternatives) {
    const { all } = await capture("apt-cache", ["policy", name]);
    if (/Candidate: (?!\(none\))/.test(all)) return name;
  }
  return alternatives[0];
}

/** Installs Debian packages; each entry is a list of names the same thing goes by. */
async function aptInstall(packages, why, tell) {
  const byHand = `${process.getuid() === 0 ? "" : "sudo "}apt-get update && ${process.getuid() === 0 ? "" : "sudo "}apt-get install -y --no-install-recommends ${packages.map(([name]) => name).join(" ")}`;
  if (!which("apt-get"))
    throw new StepFailed(`${why}, and there is no apt-get to install it with`, { byHand: `${byHand}   # or what your system calls them` });
  if (process.getuid() !== 0 && !which("sudo"))
    throw new StepFailed(`${why}; to install it takes root, and there is no sudo`, { byHand: `su -c '${byHand.replaceAll("sudo ", "")}'` });
  const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, onLine: tell, byHand };
  // sudo may have to ask for a password.
  if (process.getuid() !== 0) await run("sudo", ["-v"], { stdio: ["inherit", "pipe", "inherit"], byHand });
  const lists = existsSync(APT_LISTS) ? readdirSync(APT_LISTS).filter((name) => /_Packages/.test(name)) : [];
  const apt = (...args) => {
    const [command, ...rest] = asRoot(["apt-get", ...args]);
    return run(command, rest, options);
  };
  const install = async () => {
    const names = await Promise.all(packages.map(known));
    await apt("install", "-y", "-qq", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=120", "--no-install-recommends", ...names);
    return names.join(" ");
  };
  if (lists.length === 0) await apt("update", "-q");
  try {
    return await install();
  } catch (error) {
    // Lists that are old name versions the mirror has no more.
    if (!(error instanceof StepFailed) || lists.length === 0) throw error;
    await apt("update", "-q");
    return install();
  }
}

/** Has the libraries that Electron's executable is linked against. Only Linux has them apart from it. */
export async function ensureLibraries(binary) {
  if (process.platform !== "linux") return;
  const missing = await missingLibraries(binary);
  await step(
    "shared libraries",
    () => missing.length === 0,
    async (tell) => {
      const said = await aptInstall(APT_RUNTIME, `Electron wants ${missing.join(", ")}`, tell);
      const still = await missingLibraries(binary);
      if (still.length > 0)
        throw new StepFailed(`Electron still wants ${still.join(", ")}`, { byHand: `ldd ${binary} | grep 'not found'` });
      return said;
    },
  );
}

/** Has Xvfb, for a machine without a display. */
export async function ensureXvfb() {
  await step(
    "a virtual display (Xvfb)",
    () => which("Xvfb") !== undefined,
    (tell) => aptInstall(APT_DISPLAY, "no display is set, so Xvfb is wanted", tell),
  );
}

/** Has a C compiler and Xen's public headers, which the conformance tests compare against. */
export async function ensureXenHeaders() {
  await step(
    "a C compiler and Xen's headers, for the conformance tests",
    () => which("gcc") !== undefined && existsSync("/usr/include/stdio.h") && existsSync("/usr/include/xen/io/kbdif.h"),
    (tell) => aptInstall(APT_CONFORMANCE, "the conformance tests want gcc and Xen's public headers", tell),
  );
}

/** Has 7-Zip, without which electron-builder downloads one for its archives. */
export async function ensureSevenZip() {
  await step(
    "7-Zip, for the packages",
    () => which("7za") !== undefined,
    (tell) => aptInstall(APT_PACKAGING, "the packages want 7za", tell),
  );
}
