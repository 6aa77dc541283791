/** What the operating system must bring: Node itself, shared libraries, tools. Debian's packages where apt-get is there. */
import { existsSync, readdirSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import {
  APT_CONFORMANCE,
  APT_DISPLAY,
  APT_PACKAGING,
  APT_RUNTIME,
  APT_TEST_XENSTORE,
  APT_XEN_TEST,
  NODE_WANTED,
  TEST_XENSTORE,
} from "./places.mjs";
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

const sudo = (command) => `${process.getuid() === 0 ? "" : "sudo "}${command}`;

/** Refuses a machine without apt-get; `byHand` is what would do it. */
function checkApt(why, byHand) {
  if (!which("apt-get"))
    throw new StepFailed(`${why}, and there is no apt-get to get it with`, { byHand: `${byHand}   # or what your system calls them` });
}

/** Does `work` with apt's lists there: fetched first where there are none, and again where what they name cannot be had. */
async function withAptLists(options, work) {
  const update = () => {
    const [command, ...rest] = asRoot(["apt-get", "update", "-q"]);
    return run(command, rest, options);
  };
  const lists = existsSync(APT_LISTS) ? readdirSync(APT_LISTS).filter((name) => /_Packages/.test(name)) : [];
  if (lists.length === 0) await update();
  try {
    return await work();
  } catch (error) {
    // Lists that are old name versions the mirror has no more.
    if (!(error instanceof StepFailed) || lists.length === 0) throw error;
    await update();
    return work();
  }
}

/** Installs Debian packages; each entry is a list of names the same thing goes by. */
async function aptInstall(packages, why, tell) {
  const names = packages.map(([name]) => name).join(" ");
  const byHand = `${sudo("apt-get update")} && ${sudo(`apt-get install -y --no-install-recommends ${names}`)}`;
  checkApt(why, byHand);
  if (process.getuid() !== 0 && !which("sudo"))
    throw new StepFailed(`${why}; to install it takes root, and there is no sudo`, { byHand: `su -c '${byHand.replaceAll("sudo ", "")}'` });
  const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, onLine: tell, byHand };
  // sudo may have to ask for a password.
  if (process.getuid() !== 0) await run("sudo", ["-v"], { stdio: ["inherit", "pipe", "inherit"], byHand });
  return withAptLists(options, async () => {
    const found = await Promise.all(packages.map(known));
    const how = ["-y", "-qq", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=120", "--no-install-recommends"];
    const [command, ...rest] = asRoot(["apt-get", "install", ...how, ...found]);
    await run(command, rest, options);
    return found.join(" ");
  });
}

/** Unpacks a Debian package into `folder` and installs nothing: no script of its is run, and nothing but apt's lists takes root. */
async function aptUnpack(name, folder, { why, byHand, tell }) {
  checkApt(why, byHand);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const options = { cwd: folder, onLine: tell, byHand };
  await withAptLists({ onLine: tell, byHand }, () => run("apt-get", ["download", "-q", name], options));
  const archive = readdirSync(folder).find((file) => file.endsWith(".deb"));
  if (archive === undefined) throw new StepFailed(`apt-get download ${name}: wanted an archive, got none`, { byHand });
  await run("dpkg-deb", ["-x", archive, folder], options);
  return archive;
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

/** Has a C compiler, Xen's public headers, xenstore's clients, and edid-decode, which the conformance tests compare against. */
export async function ensureXenHeaders() {
  await step(
    "a C compiler, Xen's headers, xenstore-utils and edid-decode, for the conformance tests",
    () =>
      which("gcc") !== undefined &&
      existsSync("/usr/include/stdio.h") &&
      existsSync("/usr/include/xen/io/kbdif.h") &&
      which("xenstore-ls") !== undefined &&
      which("edid-decode") !== undefined,
    (tell) => aptInstall(APT_CONFORMANCE, "the conformance tests want gcc, Xen's public headers, xenstore-utils and edid-decode", tell),
  );
}

/** Has test-xenstore, Xen's own test of a xenstored, in the checkout; its libraries come with xenstore-utils. */
export async function ensureTestXenstore() {
  await step(
    "Xen's test-xenstore, for the conformance tests",
    () => existsSync(TEST_XENSTORE),
    async (tell) => {
      const folder = `${TEST_XENSTORE}.unpacked`;
      const byHand = [
        sudo("apt-get update"),
        `apt-get download ${APT_TEST_XENSTORE}`,
        `dpkg-deb -x ${APT_TEST_XENSTORE}_*.deb ${folder}`,
        `mv ${folder}/usr/lib/xen-*/bin/test-xenstore ${TEST_XENSTORE}`,
      ].join(" && ");
      const why = "the conformance tests want Xen's test-xenstore";
      const archive = await aptUnpack(APT_TEST_XENSTORE, folder, { why, byHand, tell });
      const found = readdirSync(folder, { recursive: true }).find((name) => name.endsWith("/bin/test-xenstore"));
      if (found === undefined) throw new StepFailed(`test-xenstore: wanted it in ${archive}, found it nowhere there`);
      const missing = await missingLibraries(join(folder, found));
      if (missing.length > 0)
        throw new StepFailed(`test-xenstore wants ${missing.join(", ")}`, { byHand: sudo("apt-get install -y xenstore-utils") });
      await rename(join(folder, found), TEST_XENSTORE);
      await rm(folder, { recursive: true });
      return `${archive}, unpacked and not installed`;
    },
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

/** What each tool of the Xen test comes to be known by. */
const XEN_TEST_TOOLS = {
  amd64: ["qemu-system-x86_64"],
  armhf: ["qemu-system-arm", "arm-linux-gnueabihf-gcc"],
};

/** Has what emulates a Xen host of that architecture and builds what runs in it. */
export async function ensureXenTestTools(arch) {
  const tools = [...XEN_TEST_TOOLS[arch], "modprobe", "cpio", "python3", "gcc"];
  await step(
    `QEMU and what builds a Xen host's disks for ${arch}`,
    () => tools.every((tool) => which(tool) !== undefined) && existsSync("/usr/include/libdrm/drm.h") && existsSync("/usr/include/stdio.h"),
    (tell) => aptInstall(APT_XEN_TEST[arch], "the Xen test wants QEMU", tell),
  );
  await ensureXenHeaders();
}
