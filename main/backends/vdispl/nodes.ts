import { parseResolution, XENDISPL_LIST_SEPARATOR } from "../../../protocol/io/displif.ts";
import { err, ok, type Result } from "../../../protocol/result.ts";
import { parseFlag, type NodeReader, type TransportNodes } from "../backend.ts";

/** More than any cockpit has; a bound, since the toolstack's list is read until an index is missing. */
const CONNECTORS_MAX = 16;

const VERSIONS = ["1", "2"] as const;
type Version = (typeof VERSIONS)[number];

/** Version 2 adds GET_EDID. */
export const vdisplAdvertised = { versions: VERSIONS.join(XENDISPL_LIST_SEPARATOR) } as const;

/** The version that a frontend chose. Undefined: it says nothing, as no frontend yet does that is not ours. */
export async function readVersion(frontend: NodeReader): Promise<Result<Version | undefined, string>> {
  const value = await frontend("version");
  const version = VERSIONS.find((known) => known === value);
  return value === undefined || version !== undefined ? ok(version) : err(`version: want one of ${VERSIONS.join(", ")}, have ${value}`);
}

/** Whether the toolstack lets the backend allocate this guest's buffers. */
export const readBeAlloc = async (frontend: NodeReader): Promise<boolean> => parseFlag(await frontend("be-alloc"));

/** One connector as the toolstack configured it. */
export interface ConnectorNodes {
  readonly index: number;
  readonly uniqueId: string;
  readonly width: number;
  readonly height: number;
}

/** The connectors `0`, `1`, … of a frontend's directory. Err says what is wrong with which. */
export async function readConnectors(frontend: NodeReader): Promise<Result<readonly ConnectorNodes[], string>> {
  const connectors: ConnectorNodes[] = [];
  for (let index = 0; index < CONNECTORS_MAX; index++) {
    const resolution = await frontend(`${index}/resolution`);
    if (resolution === undefined) break;
    const size = parseResolution(resolution);
    if (!size) return err(`${index}/resolution: want WIDTHxHEIGHT, have ${resolution}`);
    const uniqueId = await frontend(`${index}/unique-id`);
    if (uniqueId === undefined || uniqueId === "") return err(`${index}/unique-id: want one`);
    connectors.push({ index, uniqueId, ...size });
  }
  return connectors.length > 0 ? ok(connectors) : err("0/resolution: want at least one connector");
}

/** Where a connector's request ring is published. */
export const requestTransport = (index: number): TransportNodes => ({
  refKey: `${index}/req-ring-ref`,
  portKey: `${index}/req-event-channel`,
});

/** Where a connector's event page is published. */
export const eventTransport = (index: number): TransportNodes => ({
  refKey: `${index}/evt-ring-ref`,
  portKey: `${index}/evt-event-channel`,
});
