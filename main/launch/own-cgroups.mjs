/**
 * Where a process is in each hierarchy of control groups, as a folder: /proc/PID/cgroup says the path (cgroups(7)), /proc/PID/mountinfo
 * where the hierarchy is mounted, and which part of it (proc(5)).
 */

/** Answers `{ version, controllers, mount, folder }` for each hierarchy that is mounted; `controllers` of version 2 is empty. */
export function ownCgroups(cgroup, mountinfo) {
  const mounts = mountinfo.split("\n").flatMap((line) => {
    const [fields, type] = line.split(" - ");
    const [, , , root, mount] = fields.split(" ");
    const [fileSystem, , options = ""] = (type ?? "").split(" ");
    if (fileSystem === "cgroup2") return [{ version: 2, options: [], root, mount }];
    return fileSystem === "cgroup" ? [{ version: 1, options: options.split(","), root, mount }] : [];
  });
  return cgroup.split("\n").flatMap((line) => {
    const [, id, list, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined) return [];
    const version = id === "0" ? 2 : 1;
    const controllers = list === "" ? [] : list.split(",");
    const found = mounts.find((one) => one.version === version && controllers.every((name) => one.options.includes(name)));
    if (!found) return [];
    // A container may see a part of the hierarchy alone; a path that leaves that part is not to be seen at all.
    const below =
      found.root === "/" ? path : path === found.root || path.startsWith(`${found.root}/`) ? path.slice(found.root.length) : "/..";
    if (/(^|\/)\.\.(\/|$)/.test(below)) return [];
    return [{ version, controllers, mount: found.mount, folder: (found.mount + below).replace(/\/+$/, "") }];
  });
}
