/** The nodes of a guest with a display and an input device, about as libxl leaves them; test/peers/xs-load/domains.c has the same. */

const HOME = [
  ["name", "guest-of-the-bench"],
  ["domid", "1000"],
  ["vm", "/vm/00000000-0000-4000-8000-000000001000"],
  ["memory/target", "1048576"],
  ["memory/static-max", "1048577"],
  ["memory/videoram", "0"],
  ["cpu/0/availability", "online"],
  ["console/ring-ref", "1044476"],
  ["console/port", "2"],
  ["console/type", "xenconsoled"],
  ["store/ring-ref", "1044477"],
  ["store/port", "1"],
  ["device/vdispl/0/backend", "/local/domain/0/backend/vdispl/1000/0"],
  ["device/vdispl/0/backend-id", "0"],
  ["device/vdispl/0/state", "4"],
  ["device/vkbd/0/backend", "/local/domain/0/backend/vkbd/1000/0"],
  ["device/vkbd/0/backend-id", "0"],
  ["device/vkbd/0/state", "4"],
] as const;

/** Path and value of each node of domain `domid`. */
export function domainNodes(domid: number): (readonly [path: string, value: string])[] {
  const vm = `/vm/00000000-0000-4000-8000-${String(domid).padStart(12, "0")}`;
  const backend = "/local/domain/0/backend";
  return [
    ...HOME.map(([key, value]) => [`/local/domain/${domid}/${key}`, value] as const),
    [`${backend}/vdispl/${domid}/0/frontend`, "/local/domain/1000/device/vdispl/0"],
    [`${backend}/vdispl/${domid}/0/state`, "4"],
    [`${backend}/vkbd/${domid}/0/frontend`, "/local/domain/1000/device/vkbd/0"],
    [`${backend}/vkbd/${domid}/0/frontend-id`, "1000"],
    [`${backend}/vkbd/${domid}/0/state`, "4"],
    [`${vm}/name`, "guest-of-the-bench"],
    [`${vm}/uuid`, vm.slice("/vm/".length)],
  ];
}
