/** What `xl vdispl-list` and `xl vkb-list` print (tools/xl/xl_vdispl.c, xl_vkb.c), from where libxl reads it: the frontend's nodes, by /libxl's record. */
import type { DomId } from "../../../protocol/ids.ts";
import type { Xenstore } from "../../../protocol/ports.ts";
import { xsJoin } from "../../../protocol/xs-path.ts";
import { deviceRecordPath, deviceRecords } from "../devices.ts";

/** libxl's -1 for a node that is not there. */
const NONE = "-1";
/** What C prints for a string that is not there. */
const NULL = "(null)";
const CONNECTORS_MAX = 16;

/** One device's nodes, by directory. */
interface Listed {
  readonly devid: number;
  readonly backPath: string;
  readonly frontPath: string;
  front(key: string): Promise<string | undefined>;
  back(key: string): Promise<string | undefined>;
}

async function devicesOf(store: Xenstore, domid: DomId, kind: string): Promise<readonly Listed[]> {
  const names = await store.directory(xsJoin(deviceRecords(domid), kind));
  const devids = names.ok ? names.value.map(Number).sort((a, b) => a - b) : [];
  const read = async (path: string): Promise<string | undefined> => {
    const value = await store.read(path);
    return value.ok ? value.value : undefined;
  };
  const found: Listed[] = [];
  for (const devid of devids) {
    const record = deviceRecordPath(domid, kind, devid);
    const [frontPath, backPath] = [await read(xsJoin(record, "frontend")), await read(xsJoin(record, "backend"))];
    if (frontPath === undefined || backPath === undefined) continue;
    const front = (key: string): Promise<string | undefined> => read(xsJoin(frontPath, key));
    found.push({ devid, backPath, frontPath, front, back: (key) => read(xsJoin(backPath, key)) });
  }
  return found;
}

/** The serving domain, by the path of its home. */
const backendDomid = (backPath: string): string => /^\/local\/domain\/(\d+)\//.exec(backPath)?.[1] ?? NONE;

/** Lines of `xl vdispl-list`. */
export async function vdisplList(store: Xenstore, domid: DomId): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { devid, backPath, frontPath, front } of await devicesOf(store, domid, "vdispl")) {
    const ends = `BE-path: ${backPath}, FE-path: ${frontPath}`;
    const state = `state: ${(await front("state")) ?? NONE}, be-alloc: ${(await front("be-alloc")) ?? "0"}`;
    lines.push(`DevId: ${devid}, BE: ${backendDomid(backPath)}, handle: ${domid}, ${state}, ${ends}`);
    for (let index = 0; index < CONNECTORS_MAX; index++) {
      const id = await front(`${index}/unique-id`);
      if (id === undefined) break;
      const [width = NONE, height = NONE] = ((await front(`${index}/resolution`)) ?? "").split("x");
      const of = async (key: string): Promise<string> => (await front(`${index}/${key}`)) ?? NONE;
      lines.push(
        `\tConnector: ${index}, id: ${id}, width: ${width}, height: ${height}, ` +
          `req-rref: ${await of("req-ring-ref")}, req-evtch: ${await of("req-event-channel")}, ` +
          `evt-rref: ${await of("evt-ring-ref")}, evt-evtch: ${await of("evt-event-channel")}`,
      );
    }
  }
  return lines;
}

const columns = (cells: readonly (readonly [text: string, width: number])[]): string =>
  cells.map(([text, width]) => (width < 0 ? text.padEnd(-width) : text.padStart(width))).join(" ");

/** The head of `xl vkb-list`, which it prints once, whatever domains follow. */
// prettier-ignore
export const VKB_LIST_HEAD = columns([
  ["Idx", -3], ["BE", -2], ["handle", -6], ["state", -5], ["evt-ch", -6], ["ref", 6], ["ID", -10], ["BE-type", -10], ["BE-path", -30],
]);

/** Lines of `xl vkb-list`. */
export async function vkbList(store: Xenstore, domid: DomId): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { devid, backPath, front, back } of await devicesOf(store, domid, "vkbd")) {
    lines.push(
      columns([
        [String(devid), -3],
        [backendDomid(backPath), -2],
        [String(devid), 6],
        [(await front("state")) ?? NONE, 5],
        [(await front("event-channel")) ?? NONE, 6],
        [(await front("page-gref")) ?? NONE, 6],
        [(await back("unique-id")) ?? NULL, -10],
        [backPath.includes("/vinput/") ? "linux" : "qemu", -10],
        [backPath, -30],
      ]),
    );
  }
  return lines;
}
