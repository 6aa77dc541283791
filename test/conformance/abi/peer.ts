/** A C process that shares a page with a test, steps in turn with it, and tells after every step what the page must be (peer/peer.h). */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { closeSync, openSync, readSync, writeFileSync, writeSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";
import { Workshop } from "./gcc.ts";

const SOURCES = fileURLToPath(new URL("peer", import.meta.url));
const PAGE_OCTETS = 4096;

export type End = "front" | "back";

/** What a step came to, as a word, and the page behind it, both on the twin, where C is both ends. */
export interface Expected {
  readonly answer: string;
  readonly page: Uint8Array;
}
export interface Reply extends Expected {
  /** What it came to on the shared page, if C did it there. */
  readonly onShared: string;
}

/** For a describe(): peer/NAME.c, compiled for one interface before its tests, and whatever peers they start, ended behind them. */
export function peersOf(name: "ring" | "events", defines: Readonly<Record<string, string>>): (here: End) => Peer {
  const workshop = new Workshop();
  const started: Peer[] = [];
  beforeAll(() => {
    const options = Object.entries(defines).map(([key, value]) => `-D${key}=${value}`);
    workshop.run("gcc", "-O2", "-Wall", "-Werror", ...options, "-o", workshop.at("peer"), `${SOURCES}/${name}.c`);
  });
  afterAll(() => {
    for (const peer of started) peer.close();
    workshop.remove();
  });
  return (here) => {
    const peer = new Peer(workshop, here);
    started.push(peer);
    return peer;
  };
}

export class Peer {
  /** The end that C plays on the shared page. */
  readonly here: End;
  /** This side's view of the page: as it was at the last `load`. */
  readonly page = new DataView(new ArrayBuffer(PAGE_OCTETS));
  readonly #octets = new Uint8Array(this.page.buffer);
  readonly #file: number;
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  #came = Buffer.alloc(0);
  #look: () => void = () => {};
  #ended = false;

  constructor(workshop: Workshop, here: End) {
    this.here = here;
    const path = workshop.at(`page-of-${here}`);
    writeFileSync(path, new Uint8Array(PAGE_OCTETS));
    this.#file = openSync(path, "r+");
    this.#process = spawn(workshop.at("peer"), [path, here], { stdio: ["pipe", "pipe", "inherit"] });
    this.#process.stdout.on("data", (chunk: Buffer) => {
      this.#came = Buffer.concat([this.#came, chunk]);
      this.#look();
    });
    this.#process.on("close", () => {
      this.#ended = true;
      this.#look();
    });
  }

  /** Node cannot map a file: what C has written is read before a step of ours, and ours is written behind it. */
  load(): void {
    readSync(this.#file, this.#octets, 0, PAGE_OCTETS, 0);
  }

  store(): void {
    writeSync(this.#file, this.#octets, 0, PAGE_OCTETS, 0);
  }

  async step(end: End | "both", what: string, number: number): Promise<Reply> {
    this.#process.stdin.write(`${end} ${what} ${number}\n`);
    const line = await this.#until(() => this.#came.indexOf(0x0a) + 1);
    const [answer = "", onShared = ""] = line.toString("latin1").trim().split(" ");
    return { answer, onShared, page: await this.#until(() => PAGE_OCTETS) };
  }

  close(): void {
    this.#process.stdin.end();
    closeSync(this.#file);
  }

  /** Takes as many octets as `wanted` says (0: not to be told yet) once they are there. */
  async #until(wanted: () => number): Promise<Buffer> {
    for (;;) {
      const count = wanted();
      if (count > 0 && this.#came.length >= count) {
        const taken = this.#came.subarray(0, count);
        this.#came = this.#came.subarray(count);
        return taken;
      }
      if (this.#ended) throw new Error(`the C peer ended with ${this.#process.exitCode}`);
      await new Promise<void>((resolve) => (this.#look = resolve));
    }
  }
}

/** One of our halves on `page`, to whom a test says what C's are told: a word and a number, and a word comes back. */
export interface Half {
  does(what: string, number: number): string;
}

export interface Step {
  readonly end: End;
  readonly what: string;
  /** Without it, which step of the run it is: so all packets differ. */
  readonly number?: number;
}

/** Where two pages differ: octet, the one, the other. */
function differences(one: Uint8Array, other: Uint8Array): readonly string[] {
  if (Buffer.compare(one, other) === 0) return [];
  return [...one].flatMap((octet, at) => (octet === other[at] ? [] : [`${at}: ${octet}, not ${other[at] ?? "there"}`]));
}

/** One run: what the page is full of before, which index both ends start from, and what they do then. */
export interface Run {
  readonly dirt: number;
  readonly start: number;
  readonly steps: readonly Step[];
}

/** The step at which an answer or the shared page went apart from the twin's; none where they never did. */
export async function deviations(peer: Peer, ours: Half, { dirt, start, steps }: Run): Promise<readonly object[]> {
  await peer.step("both", "dirt", dirt);
  const all: readonly Step[] = [{ end: "front", what: "start", number: start }, { end: "back", what: "start" }, ...steps];
  for (const [i, { end, what, number = i }] of all.entries()) {
    let did: string | undefined;
    if (end !== peer.here) {
      peer.load();
      did = ours.does(what, number);
      peer.store();
    }
    const { answer, onShared, page } = await peer.step(end, what, number);
    peer.load();
    const octets = differences(new Uint8Array(peer.page.buffer), page);
    if ((did ?? onShared) !== answer || octets.length > 0) return [{ step: i, end, what, answer: did ?? onShared, wanted: answer, octets }];
  }
  return [];
}

/** What a packet of this number holds; C makes it likewise. */
export function fill(page: DataView, base: number, octets: number, number: number): void {
  for (let i = 0; i < octets; i++) page.setUint8(base + i, (number * 31 + i * 7) & 0xff);
}

/** A packet as an answer. */
export const hex = (packet: DataView, octets: number): string => Buffer.from(packet.buffer, packet.byteOffset, octets).toString("hex");
