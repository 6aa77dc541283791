/**
 * The memory bus: how one copy of a granted page tells the other what changed.
 *
 * Electron shares no memory between processes, so a page that both ends of a ring write exists twice. Each end keeps a
 * shadow, the words its peer last knew, and sends exactly the 32-bit words that differ. The unit must be the word and a run
 * must hold changed words only: req_prod and rsp_prod are neighbours with different writers, and a run that carried an
 * unchanged neighbour would put back a stale index. What arrives goes into page and shadow both, so nothing echoes.
 */
import { PAGE_SIZE } from "./ids.ts";

/** What a Uint32Array of a bridge message holds; the layout is PageRuns in bridge.ts. */
type Runs = Uint32Array;

export const PAGE_WORDS = PAGE_SIZE / 4;

/** Two runs have an unchanged word between them, so words and headers together come to no more than this. */
export const PAGE_RUNS_MAX = PAGE_WORDS + 1;

const scratch = new Uint32Array(PAGE_RUNS_MAX);

/** The runs that turn `shadow` into `words`, or undefined when they are equal; afterwards they are. */
export function takeRuns(words: Uint32Array, shadow: Uint32Array): Runs | undefined {
  let length = 0;
  for (let at = 0; at < PAGE_WORDS; at++) {
    if (words[at] === shadow[at]) continue;
    const header = length++;
    const start = at;
    for (; at < PAGE_WORDS && words[at] !== shadow[at]; at++) {
      const word = words[at] ?? 0;
      shadow[at] = word;
      scratch[length++] = word;
    }
    scratch[header] = (start | ((at - start) << 16)) >>> 0;
  }
  return length === 0 ? undefined : scratch.slice(0, length);
}

/** Whether every run of `runs` lies on a page. What passes can be given to `putRuns`. */
export function areRuns(runs: Runs): boolean {
  if (runs.length === 0 || runs.length > PAGE_RUNS_MAX) return false;
  for (let i = 0; i < runs.length;) {
    const header = runs[i] ?? 0;
    const start = header & 0xffff;
    const count = header >>> 16;
    if (count === 0 || start + count > PAGE_WORDS || i + 1 + count > runs.length) return false;
    i += 1 + count;
  }
  return true;
}

/** Writes `runs`, which passed `areRuns`, into a page and into the shadow of it, when there is one. */
export function putRuns(runs: Runs, words: Uint32Array, shadow: Uint32Array | undefined): void {
  for (let i = 0; i < runs.length;) {
    const header = runs[i] ?? 0;
    const start = header & 0xffff;
    const end = i + 1 + (header >>> 16);
    // TRUST: start and count are the peer's; areRuns has checked that they stay on the page and inside the array.
    // Word by word: a run is a few words of a packet, and a view for each would be garbage.
    for (let from = i + 1, to = start; from < end; from++, to++) {
      const word = runs[from]!;
      words[to] = word;
      if (shadow) shadow[to] = word;
    }
    i = end;
  }
}
