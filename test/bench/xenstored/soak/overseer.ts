/** The connection that asks the daemon for its account, and removes what the load made. */
import { connectXenstored, type Connected } from "../../../../main/node/xs/connect.ts";
import { nulTerminated, XS } from "../../../../protocol/xs-wire.ts";
import { parseAccount, type Account } from "./account.ts";
import { LOAD_DOMAINS, LOAD_TOP } from "./requests.ts";

/** Connections that were cut are closed by the daemon when it hears of it; a collection may take more than one go. */
const SETTLE_TRIES = 20;
const SETTLE_MS = 250;

export class Overseer {
  readonly #connected: Connected;

  private constructor(connected: Connected) {
    this.#connected = connected;
  }

  static async connect(socket: string): Promise<Overseer> {
    return new Overseer(await connectXenstored(socket));
  }

  async account(): Promise<Account> {
    return parseAccount(await this.#asked(XS.CONTROL, nulTerminated("stats")));
  }

  /** The least that the daemon holds within a while. */
  async settledAccount(): Promise<Account> {
    let least = await this.account();
    for (let i = 0; i < SETTLE_TRIES; i++) {
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      const next = await this.account();
      least = { ...next, heapUsed: Math.min(least.heapUsed, next.heapUsed), rss: Math.min(least.rss, next.rss) };
    }
    return least;
  }

  /** The counts held against the tree: "OK", or what is wrong. */
  async check(): Promise<string> {
    return (await this.#asked(XS.CONTROL, nulTerminated("check"))).replace(/\0$/, "");
  }

  /** Removes every node and domain of the load. */
  async cleanUp(): Promise<void> {
    await this.#connected.conversation.ask(XS.RM, 0, nulTerminated(LOAD_TOP));
    for (let domid = 1; domid <= LOAD_DOMAINS; domid++) {
      await this.#connected.conversation.ask(XS.RELEASE, 0, nulTerminated(String(domid)));
    }
  }

  close(): void {
    this.#connected.close();
  }

  async #asked(type: number, payload: string): Promise<string> {
    const answer = await this.#connected.conversation.ask(type, 0, payload);
    if (!answer.ok) throw new Error(`${JSON.stringify(payload)}: wanted an answer, got ${answer.error}`);
    return answer.value;
  }
}
