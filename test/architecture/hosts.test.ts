/** The same backends serve the emulation and a real Xen: what they are made of knows neither. */
import { expect, test } from "vitest";
import { importsOf, read, sourcesBelow } from "./sources.ts";

/** Everything that a file loads, and what that loads; with `types`, also what it only knows the types of. */
function reachable(from: string, types: boolean): ReadonlySet<string> {
  const seen = new Set<string>([from]);
  for (const file of seen) {
    for (const { to, isPackage, typeOnly } of importsOf(file, read(file))) {
      if (!isPackage && to.endsWith(".ts") && !to.endsWith(".d.ts") && (types || !typeOnly)) seen.add(to);
    }
  }
  return seen;
}

const backends = sourcesBelow("main/backends");
const HOSTS = ["main/hypervisor/", "main/xenstored/", "main/xen/", "main/guests/", "main/electron/", "main/node/", "main/toolstack/"];

test.each(backends)("%s reaches nothing of either host", (file) => {
  expect([...reachable(file, true)].filter((reached) => HOSTS.some((room) => reached.startsWith(room)))).toEqual([]);
});

test.each(["main/backends/vdispl/vdispl-backend.ts", "main/backends/vkbd/vkbd-backend.ts", "main/backends/backend-host.ts"])(
  "%s is what the emulation's dom0 and the daemon on a real Xen both load",
  (file) => {
    const [emulated, xen] = [reachable("main/dom0.ts", false), reachable("main/node/bin/backends.ts", false)];
    expect([emulated.has(file), xen.has(file)]).toEqual([true, true]);
    expect([emulated.has("main/hypervisor/hypervisor.ts"), emulated.has("main/xen/xen-host.ts")]).toEqual([true, false]);
    expect([xen.has("main/hypervisor/hypervisor.ts"), xen.has("main/xen/xen-host.ts")]).toEqual([false, true]);
  },
);
