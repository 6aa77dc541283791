/** Numbers as they stand in requests: plain decimal and nothing else, so that there is one reading of a hostile one. */
import { isDomId, type DomId } from "../../protocol/ids.ts";

/** At most a u64 wide, as a gfn is; undefined for anything else. */
export function parseNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]{1,20}$/.test(text) ? Number(text) : undefined;
}

export function parseDomid(text: string | undefined): DomId | undefined {
  const number = parseNumber(text);
  return isDomId(number) ? number : undefined;
}
