/** Who may import whom: STYLE.md section 2 and DESIGN.md section 8 as one table. The longest path that fits a file is its room. */
import type { Import } from "./sources.ts";

export interface Room {
  /** Rooms (or single files) whose code it may load. Its own is always allowed. */
  readonly loads: readonly string[];
  /** Rooms of which it may know the types and no more. */
  readonly knows?: readonly string[];
  /** Packages; `node:*` stands for all of Node's own. Types of these are free everywhere they are allowed. */
  readonly packages?: readonly string[];
  /** Packages of which it may know the types and no more. */
  readonly packageTypes?: readonly string[];
}

const DOM0_PURE = ["protocol", "main/log"];

/** The devices that the daemon serves. */
const DEVICES = ["main/backends/vdispl/vdispl-backend.ts", "main/backends/vkbd/vkbd-backend.ts"];

/** What nobody checks: a test may import anything, and so may what benchmarks and starts rivals. */
export const FREE_ROOMS = ["test"];

export const ROOMS: Readonly<Record<string, Room>> = {
  protocol: { loads: [] },

  "main/log": { loads: ["protocol"] },
  "main/hypervisor": { loads: DOM0_PURE },
  "main/xenstored": { loads: DOM0_PURE },
  // Each device is a room of its own (`roomOf`), so that no backend imports another; main/backends/*.ts is what they share.
  "main/backends": { loads: DOM0_PURE },
  "main/backends/*": { loads: [...DOM0_PURE, "main/backends"] },
  "main/microscope": { loads: [...DOM0_PURE, "main/backends"] },
  "main/toolstack": { loads: [...DOM0_PURE, "main/hypervisor", "main/xenstored"], packages: ["yaml", "zod"] },
  "main/displays": { loads: DOM0_PURE },
  // What each detector judges it is told; the composition root wires them.
  "main/detection": { loads: DOM0_PURE },
  // A headless guest's kernel: the frontends of every guest, and xenstore over the ring.
  "main/guests": { loads: [...DOM0_PURE, "preload/frontends", "preload/kernel/ring-transport.ts", "preload/kernel/xs-client.ts"] },
  "main/vehicle": { loads: DOM0_PURE, packages: ["yaml", "zod"] },
  // Scenario files are read as cockpit.yaml is.
  "main/faults": {
    loads: [...DOM0_PURE, "main/toolstack/yaml-file.ts", "main/toolstack/yaml-schema.ts", "main/toolstack/config-problem.ts"],
    packages: ["yaml", "zod", "junit-report-builder"],
  },
  // Its xenstore speaks the wire protocol as a guest's kernel does.
  "main/xen": { loads: [...DOM0_PURE, "preload/kernel/xs-client.ts"], packages: ["node:*", "koffi"] },
  // It implements what the others declare: their types it may know, their code it may not load.
  "main/electron": {
    // The watchdog's thread judges floods by the hypervisor's own rule, which loads nothing.
    loads: [...DOM0_PURE, "main/hypervisor/flood.ts"],
    knows: [
      "main/hypervisor",
      "main/xenstored",
      "main/backends",
      "main/toolstack",
      "main/displays",
      "main/vehicle",
      "main/faults",
      "main/launch",
    ],
    packages: ["electron", "node:*"],
  },
  // The machine where there is only Node; what is in its bin/ are programs, which wire what they need.
  "main/node": { loads: [...DOM0_PURE, "main/xenstored"], knows: ["main/toolstack"], packages: ["node:*", "commander", "koffi"] },
  // What keeps each domain's process to its share of this machine. The launcher and it find control groups in the same way.
  "main/node/enforcement": {
    loads: [...DOM0_PURE, "main/launch/own-cgroups.mjs"],
    knows: ["main/toolstack"],
    packages: ["node:*"],
  },
  // It replays captures too, which takes backends and all that is below them.
  "main/node/bin/ring.ts": {
    loads: [...DOM0_PURE, "main/node", "main/microscope", "main/ring-replay.ts"],
    packages: ["node:*", "commander"],
  },
  // Fault sessions from a shell: scenario files, who runs them, and what is told of it.
  "main/node/faults": {
    loads: [...DOM0_PURE, "main/faults", "main/toolstack/config-problem.ts", "main/launch/run-folder.mjs"],
    packages: ["node:*", "cli-progress"],
  },
  "main/node/bin/faults.ts": {
    loads: [
      ...DOM0_PURE,
      "main/node",
      "main/node/faults",
      "main/faults",
      "main/toolstack",
      "main/electron/files.ts",
      "main/simulated-run.ts",
      "main/soak.ts",
      "main/sha256.ts",
    ],
    packages: ["node:*", "commander", "zod"],
  },
  // The backends as a daemon: what it shows and hears by files, and the program that wires them to a real dom0.
  "main/node/backends": {
    loads: [...DOM0_PURE, "main/displays", "main/backends", "main/backends/vdispl/scanout.ts"],
    packages: ["node:*", "pngjs"],
  },
  "main/node/bin/backends.ts": {
    loads: [...DOM0_PURE, "main/node", "main/node/backends", "main/backends", ...DEVICES, "main/displays", "main/toolstack", "main/xen"],
    packages: ["node:*", "commander"],
  },
  // Before anything is installed there is Node and nothing else; what was installed is imported when it is there.
  "main/launch": { loads: [], packages: ["node:*"] },
  // The composition root: main/index.ts and the files beside it, and no folder. It alone may load all of main.
  main: { loads: ["main", "protocol", "preload/frontends"], packages: ["electron", "node:*"] },

  preload: { loads: ["protocol", "preload/frontends"], packages: ["electron"] },
  "preload/frontends": { loads: ["protocol"] },

  "renderer/kit": {
    loads: [],
    knows: ["protocol"],
    packages: [
      ...["react", "react-dom", "pixi.js", "@mdi/js"],
      ...["@fontsource/b612", "@fontsource/b612-mono", "@fontsource/noto-sans-arabic", "@fontsource/noto-sans-sc"],
    ],
  },
  "renderer/guests/*": { loads: ["renderer/kit"], knows: ["protocol"], packages: ["react", "react-dom", "pixi.js", "@mdi/js"] },
  "renderer/overlay": { loads: ["renderer/kit", "renderer/camera"], knows: ["protocol"], packages: ["react", "react-dom", "@mdi/js"] },
  "renderer/scanout": { loads: ["protocol/pixels.ts"], knows: ["protocol"] },
  "renderer/camera": { loads: ["renderer/kit"], knows: ["protocol"], packages: ["react", "react-dom", "@mdi/js"] },
  "renderer/console": { loads: ["renderer/kit"], knows: ["protocol"], packages: ["react", "react-dom", "@mdi/js"] },
};

/** Files of main/launch that load an installed package, at a time when it is installed. */
export const LAUNCH_LATE: Readonly<Record<string, readonly string[]>> = {
  "main/launch/runtime-registry.mjs": ["yauzl", "@electron/fuses", "@electron/asar"],
  "main/launch/scheduler.mjs": ["koffi"],
};

/** The composition root's row: a folder whose own files are the room, and whose folders are not. */
const COMPOSITION = "main";

function below(path: string, room: string): boolean {
  return path === room || path.startsWith(`${room}/`);
}

/** The room that a path is in, by its row in the table; `*` stands for one folder. Undefined: in none. */
export function roomOf(path: string): string | undefined {
  const matches = Object.keys(ROOMS).filter((row) => {
    if (row === COMPOSITION) return /^main\/[^/]+$/.test(path);
    return row.endsWith("/*") ? new RegExp(`^${row.slice(0, -1)}[^/]+/`).test(path) : below(path, row);
  });
  return matches.sort((a, b) => b.length - a.length)[0];
}

/** A room as a place: for a `*` row the one folder of it that the path is in. */
function placeOf(path: string): string {
  const row = roomOf(path) ?? path;
  return row.endsWith("/*") ? path.split("/").slice(0, row.split("/").length).join("/") : row;
}

function packageAllowed(list: readonly string[] | undefined, name: string): boolean {
  return list?.some((one) => one === name || (one === "node:*" && name.startsWith("node:"))) ?? false;
}

/** The imports of `file` that its room may not make. */
export function forbidden(file: string, imports: readonly Import[]): Import[] {
  const row = roomOf(file);
  const room = row === undefined ? undefined : ROOMS[row];
  if (!room) return [...imports];
  return imports.filter(({ to, isPackage, typeOnly }) => {
    if (isPackage) {
      const late = LAUNCH_LATE[file] ?? [];
      return !(packageAllowed([...(room.packages ?? []), ...late], to) || (typeOnly && packageAllowed(room.packageTypes, to)));
    }
    if (placeOf(to) === placeOf(file)) return false;
    const allowed = typeOnly ? [...room.loads, ...(room.knows ?? [])] : room.loads;
    // A row for a folder allows what lies below it, except what has a row of its own there; only the composition root may have all of main.
    return !allowed.some(
      (one) => below(to, one) && (to === one || roomOf(to) === one || row === COMPOSITION || (typeOnly && room.knows?.includes(one))),
    );
  });
}
