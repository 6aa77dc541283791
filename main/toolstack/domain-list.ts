import { DOM0 } from "../../protocol/ids.ts";
import type { DomainInfo } from "../hypervisor/domain.ts";

const PAGES_PER_MIB = 256;
const HEADER = `${"Name".padEnd(40)}${"ID".padStart(6)}${"Mem".padStart(6)} VCPUs\tState\tTime(s)`;

/** A domain with what only the toolstack knows of it. */
export interface ListedDomain {
  readonly info: DomainInfo;
  readonly name: string;
  /** CPU seconds used so far. */
  readonly cpuSeconds: number;
}

/** The table of `xl list`, to the column and the tab: scripts cut it up. */
export function formatDomainList(domains: readonly ListedDomain[]): string {
  return [HEADER, ...domains.map(row)].join("\n");
}

function row({ info, name, cpuSeconds }: ListedDomain): string {
  const mem = String(Math.round(info.maxPages / PAGES_PER_MIB)).padStart(5);
  const numbers = `${String(info.domid).padStart(5)} ${mem} ${String(info.vcpus).padStart(5)}`;
  return `${name.padEnd(40)} ${numbers}     ${stateLetters(info)}  ${cpuSeconds.toFixed(1).padStart(8)}`;
}

/** xl's letters for why a domain shut down, by the reason's number; a plain poweroff has none. */
const REASONS = "-rscwS";

/** r b p s, the reason's letter and d, or a dash each. Only dom0 runs while somebody asks; a guest that may run waits for its next upcall. */
function stateLetters({ domid, paused, shutdown, dying }: DomainInfo): string {
  const runnable = !paused && shutdown === undefined && !dying;
  const letters: readonly (readonly [string, boolean])[] = [
    ["r", runnable && domid === DOM0],
    ["b", runnable && domid !== DOM0],
    ["p", paused],
    ["s", shutdown !== undefined],
    [REASONS[shutdown ?? 0] ?? "?", shutdown !== undefined],
    ["d", dying],
  ];
  return letters.map(([letter, is]) => (is ? letter : "-")).join("");
}
