/** A request ring with both ends in one process, ours beside C's: the same requests, put, taken, copied, read, answered, and the answers taken. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PAGE_SIZE } from "../../../protocol/ids.ts";
import { displReq, displReqHeader, displResp, XENDISPL_OP_PG_FLIP, XENDISPL_PACKET_SIZE } from "../../../protocol/io/displif.ts";
import { BackRing, FrontRing, initSharedRing } from "../../../protocol/ring.ts";
import { CHECKOUT } from "../../peers/checkout.ts";

/** `flips`: every field of a flip and its answer is written and read, by our codecs. `slots`: its number alone, so that the ring is what is measured. */
export type RingWork = "slots" | "flips";

/** One measurement: requests a second, and what proves that the work was done. */
export interface RingRun {
  readonly rate: number;
  /** Of the cookies and numbers that were read. */
  readonly sum: bigint;
}

/** Xen's macros, compiled at -O2. */
export function cRing(): { run(work: RingWork, requests: number, window: number): RingRun; close(): void } {
  const folder = mkdtempSync(join(tmpdir(), "argonaut-bench-"));
  const program = join(folder, "ring");
  execFileSync("gcc", ["-O2", "-Wall", "-Werror", "-o", program, join(CHECKOUT, "test", "bench", "rings", "ring.c")]);
  return {
    run: (work, requests, window) => {
      const [rate = "", sum = ""] = execFileSync(program, [String(requests), String(window), work], { encoding: "utf8" })
        .trim()
        .split(" ");
      return { rate: Number(rate), sum: BigInt(sum) };
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

/** Both ends of one ring, and what each does with a packet. */
interface Ends {
  readonly page: DataView;
  readonly front: FrontRing;
  readonly back: BackRing;
  put(base: number, number: number): void;
  answer(request: DataView): void;
  take(response: DataView): void;
  sum(): bigint;
}

function aRing(): Pick<Ends, "page" | "front" | "back"> {
  const page = new DataView(new ArrayBuffer(PAGE_SIZE));
  initSharedRing(page);
  return { page, front: new FrontRing(page, XENDISPL_PACKET_SIZE), back: new BackRing(page, XENDISPL_PACKET_SIZE) };
}

function slotsEnds(): Ends {
  const ring = aRing();
  const { page, back } = ring;
  let sum = 0;
  return {
    ...ring,
    put: (base, number) => page.setUint16(base, number & 0xffff, true),
    answer: (request) => page.setUint16(back.response(), request.getUint16(0, true), true),
    take: (response) => void (sum += response.getUint16(0, true)),
    sum: () => BigInt(sum),
  };
}

function flipsEnds(): Ends {
  const ring = aRing();
  const { page, back } = ring;
  const { pgFlip } = displReq.arms;
  let cookies = 0n;
  let sum = 0;
  return {
    ...ring,
    put(base, number) {
      pgFlip.begin(page, base);
      pgFlip.at.id.set(page, base, number);
      pgFlip.at.fbCookie.set(page, base, BigInt(number));
    },
    answer(request) {
      const operation = displReqHeader.at.operation.get(request, 0);
      if (operation === XENDISPL_OP_PG_FLIP) cookies += pgFlip.at.fbCookie.get(request, 0);
      const base = back.response();
      displResp.begin(page, base);
      displResp.at.id.set(page, base, displReqHeader.at.id.get(request, 0));
      displResp.at.operation.set(page, base, operation);
    },
    take: (response) => void (sum += displResp.at.id.get(response, 0)),
    sum: () => cookies + BigInt(sum),
  };
}

/** The same with our rings. */
export function ourRing(work: RingWork, requests: number, window: number): RingRun {
  const ends = work === "flips" ? flipsEnds() : slotsEnds();
  const { front, back } = ends;
  let done = 0;
  const began = performance.now();
  while (done < requests) {
    for (let i = 0; i < window; i++) {
      const base = front.request();
      if (base === undefined) break;
      ends.put(base, done + i);
    }
    front.push();
    do {
      for (let octets = back.take(); octets; octets = back.take()) {
        ends.answer(octets);
        back.push();
      }
    } while (back.finalCheck());
    do {
      for (let octets = front.take(); octets; octets = front.take()) {
        ends.take(octets);
        done++;
      }
    } while (front.finalCheck());
  }
  return { rate: done / ((performance.now() - began) / 1000), sum: ends.sum() };
}
