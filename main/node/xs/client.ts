/** xenstore's calls, as libxenstore has them, over a conversation. */
import type { XenstoreOps, XsPerm } from "../../../protocol/ports.ts";
import { done, err, ok, type Result } from "../../../protocol/result.ts";
import {
  formatXsPerm,
  nulTerminated,
  parseXsPerms,
  splitNulTerminated,
  writePayload,
  XS,
  type XsError,
} from "../../../protocol/xs-wire.ts";
import type { Conversation } from "./conversation.ts";

type Answer<T> = Promise<Result<T, XsError>>;

/** The calls outside any transaction (`tx` 0) or in one. */
export class ClientOps implements XenstoreOps {
  readonly #conversation: Conversation;
  readonly #tx: number;

  constructor(conversation: Conversation, tx: number) {
    this.#conversation = conversation;
    this.#tx = tx;
  }

  read(path: string): Answer<string> {
    return this.#ask(XS.READ, nulTerminated(path));
  }

  write(path: string, value: string): Answer<void> {
    return this.#do(XS.WRITE, writePayload(path, value));
  }

  mkdir(path: string): Answer<void> {
    return this.#do(XS.MKDIR, nulTerminated(path));
  }

  rm(path: string): Answer<void> {
    return this.#do(XS.RM, nulTerminated(path));
  }

  /** The children's names. A list that is too long for one answer is fetched in parts. */
  async directory(path: string): Answer<readonly string[]> {
    const answer = await this.#ask(XS.DIRECTORY, nulTerminated(path));
    if (answer.ok) return strings(answer.value);
    return answer.error === "E2BIG" ? this.#directoryParts(path) : answer;
  }

  async getPerms(path: string): Answer<readonly XsPerm[]> {
    const answer = await this.#ask(XS.GET_PERMS, nulTerminated(path));
    if (!answer.ok) return answer;
    const perms = parseXsPerms(answer.value);
    return perms ? ok(perms) : err("EIO");
  }

  setPerms(path: string, perms: readonly XsPerm[]): Answer<void> {
    return this.#do(XS.SET_PERMS, nulTerminated(path, ...perms.map(formatXsPerm)));
  }

  /**
   * Each part is the generation of the children and, from an offset on, as many names as fit; an empty name says that these were the last.
   * Children that changed meanwhile have another generation, and the reading starts over.
   */
  async #directoryParts(path: string): Answer<readonly string[]> {
    let names = "";
    let generation = "";
    while (true) {
      const answer = await this.#ask(XS.DIRECTORY_PART, nulTerminated(path, String(names.length)));
      // A daemon without the operation: the first answer, that it is too much for one, stands.
      if (!answer.ok) return answer.error === "ENOSYS" ? err("E2BIG") : answer;
      const end = answer.value.indexOf("\0");
      const part = answer.value.slice(end + 1);
      if (end === -1 || part === "") return err("EIO");
      const came = answer.value.slice(0, end);
      if (names !== "" && came !== generation) {
        names = "";
        continue;
      }
      generation = came;
      names += part;
      if (names === "\0" || names.endsWith("\0\0")) return strings(names.slice(0, -1));
    }
  }

  #ask(type: number, payload: string): Answer<string> {
    return this.#conversation.ask(type, this.#tx, payload);
  }

  async #do(type: number, payload: string): Answer<void> {
    const answer = await this.#ask(type, payload);
    return answer.ok ? done : answer;
  }
}

function strings(payload: string): Result<readonly string[], XsError> {
  const found = splitNulTerminated(payload);
  return found ? ok(found) : err("EIO");
}

export class Client extends ClientOps {
  readonly #conversation: Conversation;

  constructor(conversation: Conversation) {
    super(conversation, 0);
    this.#conversation = conversation;
  }

  async watch(path: string, token: string): Answer<void> {
    const answer = await this.#conversation.ask(XS.WATCH, 0, nulTerminated(path, token));
    return answer.ok ? done : answer;
  }

  /** The path of the next event of any watch. */
  nextEvent(): Promise<string> {
    return this.#conversation.nextEvent();
  }

  /** What the daemon answers to an operator's command, without the NUL at its end. */
  async control(words: readonly string[]): Answer<string> {
    const answer = await this.#conversation.ask(XS.CONTROL, 0, nulTerminated(...words));
    return answer.ok ? ok(answer.value.replace(/\0[^]*$/, "")) : answer;
  }

  /** Runs `body` until what it did could be committed; `keep` tells by its outcome whether it should be. The error is of the start or the end. */
  async transaction<T>(body: (tx: XenstoreOps) => Promise<T>, keep: (outcome: T) => boolean): Answer<T> {
    while (true) {
      const started = await this.#conversation.ask(XS.TRANSACTION_START, 0, nulTerminated(""));
      if (!started.ok) return started;
      const tx = Number(started.value.replace(/\0$/, ""));
      if (!(tx > 0 && tx <= 0xffff_ffff)) return err("EIO");
      const outcome = await body(new ClientOps(this.#conversation, tx));
      const kept = keep(outcome);
      const ended = await this.#conversation.ask(XS.TRANSACTION_END, tx, nulTerminated(kept ? "T" : "F"));
      if (ended.ok) return ok(outcome);
      if (!kept || ended.error !== "EAGAIN") return ended;
    }
  }
}
