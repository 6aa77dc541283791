/**
 * One client of the soak: connects, asks at random with some requests on the way, and is cut off at random, in the middle of a
 * packet or of a transaction; then it connects again, until it is told to stop.
 */
import { connect, type Socket } from "node:net";
import { PacketSplitter } from "../../../../main/node/xs/packet-splitter.ts";
import { encodeXsPacket, XS, type XsPacket } from "../../../../protocol/xs-wire.ts";
import type { SeededDice } from "./dice.ts";
import { LOAD_TOP, nextRequest } from "./requests.ts";

const WINDOW_MAX = 8;
/** About how many requests a connection lives for. */
const LIFE = 400;
/** A client that leaves its replies unread for a while. */
const PAUSES = 0.002;
const PAUSE_MS = 50;

/** What happened, of all clients together. */
export interface Tally {
  requests: number;
  events: number;
  connections: number;
  conflicts: number;
  /** Cut off while a transaction was open, and while a packet was half sent. */
  midTransaction: number;
  midPacket: number;
  /** What a daemon may not do: a reply to nothing, of another type, or octets that are no packet. */
  faults: string[];
}

export const newTally = (): Tally => ({
  requests: 0,
  events: 0,
  connections: 0,
  conflicts: 0,
  midTransaction: 0,
  midPacket: 0,
  faults: [],
});

interface Asked {
  readonly type: number;
  readonly tx: number;
}

export class SoakClient {
  readonly #path: string;
  readonly #dice: SeededDice;
  readonly #tally: Tally;
  readonly #own: string;
  readonly #newPaths: number;
  #stopped = false;

  /** `newPaths` is the share of paths that nobody has said before. */
  constructor(path: string, number: number, newPaths: number, dice: SeededDice, tally: Tally) {
    this.#newPaths = newPaths;
    this.#path = path;
    this.#dice = dice;
    this.#tally = tally;
    this.#own = `${LOAD_TOP}/client${number}`;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Lives one connection after the other; resolves when it was told to stop and its last connection is closed. */
  async run(): Promise<void> {
    while (!this.#stopped) await this.#live();
  }

  async #live(): Promise<void> {
    const socket = connect(this.#path);
    const asked: Asked[] = [];
    const open: number[] = [];
    const splitter = new PacketSplitter();
    let left = 1 + this.#dice.below(2 * LIFE);
    this.#tally.connections++;
    let isCut = false;
    const cut = (): void => {
      isCut = true;
      if (open.length > 0) this.#tally.midTransaction++;
      if (this.#dice.chance(0.5)) return this.#cutMidPacket(socket);
      if (this.#dice.chance(0.5)) socket.end();
      socket.destroy();
    };
    const ask = (): void => {
      while (asked.length < WINDOW_MAX && !isCut && !socket.destroyed) {
        if (left-- <= 0 || this.#stopped) return cut();
        const { request, tx } = nextRequest(this.#dice, { own: this.#own, newPaths: this.#newPaths, openTransactions: open });
        if (request.type === XS.TRANSACTION_END) open.splice(open.indexOf(tx), 1);
        asked.push({ type: request.type, tx });
        this.#tally.requests++;
        this.#send(socket, encodeXsPacket({ type: request.type, reqId: asked.length, txId: tx, payload: request.payload }));
        if (this.#dice.chance(0.2)) return;
      }
    };
    socket.on("connect", ask);
    socket.on("data", (chunk) => {
      const packets = splitter.take(chunk);
      if (!packets) {
        this.#tally.faults.push("octets that are no packet");
        return;
      }
      for (const packet of packets) this.#take(packet, asked, open);
      if (this.#dice.chance(PAUSES)) {
        socket.pause();
        setTimeout(() => socket.resume(), PAUSE_MS);
      }
      ask();
    });
    // Cut off by us or by the daemon: either is what is wanted to be survived.
    socket.on("error", () => undefined);
    await new Promise((resolve) => socket.once("close", resolve));
  }

  #take({ type, payload }: XsPacket, asked: Asked[], open: number[]): void {
    if (type === XS.WATCH_EVENT) {
      this.#tally.events++;
      return;
    }
    const question = asked.shift();
    if (!question) this.#tally.faults.push(`a reply of type ${type} to nothing`);
    else if (type === XS.ERROR) {
      if (payload === "EAGAIN\0") this.#tally.conflicts++;
    } else if (type !== question.type) this.#tally.faults.push(`a reply of type ${type} to a request of type ${question.type}`);
    else if (type === XS.TRANSACTION_START) open.push(Number.parseInt(payload, 10));
  }

  /** At times in two pieces, so that the daemon sees half a packet first. */
  #send(socket: Socket, octets: Uint8Array): void {
    if (!this.#dice.chance(0.05)) return void socket.write(octets);
    const at = 1 + this.#dice.below(octets.length - 1);
    socket.write(octets.subarray(0, at));
    socket.write(octets.subarray(at));
  }

  #cutMidPacket(socket: Socket): void {
    this.#tally.midPacket++;
    const octets = encodeXsPacket({ type: XS.WRITE, reqId: 0, txId: 0, payload: `${this.#own}/cut\0${"x".repeat(100)}` });
    socket.write(octets.subarray(0, 1 + this.#dice.below(octets.length - 1)), () => socket.destroy());
  }
}
