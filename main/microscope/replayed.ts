/** Reads a capture back, and holds what a backend did on its replay against what it did then. */
import { err, ok, type Result } from "../../protocol/result.ts";
import { CAPTURE_VERSION, type CaptureHeader, type CaptureLine } from "./capture.ts";

export interface Capture {
  readonly header: CaptureHeader;
  readonly lines: readonly CaptureLine[];
}

/** Reads a file's text. A last line that was cut off is left out. */
export function parseCapture(text: string): Result<Capture, string> {
  const [first = "", ...rest] = text.split("\n").filter((line) => line !== "");
  const header = parsed(first) as CaptureHeader | undefined;
  if (header?.argonaut !== "ring capture") return err("want a ring capture, whose first line says so");
  if (header.version !== CAPTURE_VERSION) return err(`want a capture of version ${CAPTURE_VERSION}, got ${header.version}`);
  const lines: CaptureLine[] = [];
  for (const [number, line] of rest.entries()) {
    const read = parsed(line) as CaptureLine | undefined;
    if (read && typeof read.at === "number" && typeof read.ring === "string" && typeof read.is === "string") lines.push(read);
    else if (number < rest.length - 1) return err(`line ${number + 2}: want what happened to a ring, got ${line.slice(0, 60)}`);
  }
  return ok({ header, lines });
}

function parsed(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem;
    return undefined;
  }
}

/** A response or an event that is not what it was. */
export interface Difference {
  readonly ring: string;
  readonly index: number;
  readonly recorded: string;
  readonly replayed: string;
}

export interface Comparison {
  readonly requests: number;
  readonly responses: number;
  readonly events: number;
  readonly differences: readonly Difference[];
}

const isPacket = (line: CaptureLine): line is Extract<CaptureLine, { readonly packet: unknown }> => "packet" in line;

/** Responses and events, one by one in each ring's order, by what our tables read of them. */
export function compare(recorded: readonly CaptureLine[], replayed: readonly CaptureLine[]): Comparison {
  const count = (kind: string): number => replayed.filter(({ is }) => is === kind).length;
  const put = (lines: readonly CaptureLine[]): ReadonlyMap<string, string> =>
    new Map(
      lines
        .filter(isPacket)
        .filter(({ is }) => is !== "request")
        .map(({ ring, index, packet }) => [`${ring} ${index}`, JSON.stringify(packet)]),
    );
  const [then, now] = [put(recorded), put(replayed)];
  const differences = [...new Set([...then.keys(), ...now.keys()])]
    .filter((key) => then.get(key) !== now.get(key))
    .map((key) => {
      const [ring = "", index] = key.split(" ");
      return { ring, index: Number(index), recorded: then.get(key) ?? "nothing", replayed: now.get(key) ?? "nothing" };
    });
  return { requests: count("request"), responses: count("response"), events: count("event"), differences };
}
