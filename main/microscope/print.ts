/** What is seen of a ring, for people. */
import type { CaptureHeader, CaptureLine } from "./capture.ts";
import type { Packet } from "./packet.ts";
import type { DeviceReport, RingReport } from "./report.ts";

const values = (of: Readonly<Record<string, unknown>>): string =>
  Object.entries(of)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join("  ");

const packetText = ({ is, fields }: Packet): string => `${is}  ${values(fields)}`;

/** A device as `npm run ring` prints it. */
export function reportText({ type, domid, devid, state, rings, held, pages }: DeviceReport): string {
  const lines = [`d${domid} ${type}/${devid}: ${state}, ${pages} ${pages === 1 ? "page" : "pages"} held`];
  for (const { what, pages: some, more } of held) lines.push(`  ${what}: ${some} pages  ${values(more)}`);
  for (const ring of rings) lines.push(...ringText(ring));
  return `${lines.join("\n")}\n`;
}

function ringText({ name, ref, port, carries, slots, indices, owed, broken, packets }: RingReport): readonly string[] {
  return [
    `  ${name}: gref ${ref}, port ${port}, ${carries}${slots > 0 ? `, ${slots} slots` : ""}`,
    ...(slots > 0 ? [`    ${values(indices)}`, `    owed: ${values(owed)}`] : []),
    ...(broken === undefined ? [] : [`    broken: ${broken} is no index that a frontend can have`]),
    ...packets.map((packet) => `    ${String(packet.index).padStart(10)}  ${packetText(packet)}`),
  ];
}

/** A line of a capture as `--follow` prints it. */
export function lineText(line: CaptureHeader | CaptureLine): string {
  if ("argonaut" in line) return `d${line.device.domid} ${line.device.type}/${line.device.devid}\n`;
  const head = `${(line.at / 1000).toFixed(6).padStart(12)}  ${line.ring.padEnd(15)} ${line.is.padEnd(8)}`;
  if (line.is === "open") return `${head} ${line.carries}  ${values(line.indices)}\n`;
  if (line.is === "nodes") return `${head} ${values(line.frontend)}\n`;
  if (line.is === "indices") return `${head} ${values(line.indices)}\n`;
  return "packet" in line ? `${head} ${line.index}  ${packetText(line.packet)}\n` : `${head.trimEnd()}\n`;
}
