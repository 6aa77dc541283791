/**
 * An event loop of our own for a daemon that does nothing but serve sockets: epoll_wait, recv, send, and no more between them. Node's
 * own loop costs a request about as much again as the store does; this one a third of that.
 *
 * It holds the thread while there is work, and waits in it, so nothing of Node's runs meanwhile: time and later turns are this loop's own
 * (`Timers`, `schedule`). It gives Node a turn whenever a signal interrupts it, and four times a second, which bounds how
 * late a signal can be noticed that comes just before it waits.
 */
import type { Timer, Timers } from "../../../protocol/ports.ts";
import {
  EPOLL_CLOEXEC,
  EPOLL_CTL_ADD,
  EPOLL_CTL_DEL,
  EPOLL_CTL_MOD,
  EPOLL_EVENT,
  EPOLLERR,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  type Libc,
} from "./libc.ts";

/** What one file descriptor is watched for. */
export interface Ready {
  /** There is something to read, or the other side is gone. */
  readable(hungUp: boolean): void;
  writable(): void;
}

const EVENTS_MAX = 256;
const NODES_TURN_MS = 250;

interface Due {
  readonly time: number;
  readonly fire: () => void;
}

export class EpollLoop implements Timers {
  readonly #libc: Libc;
  readonly #epfd: number;
  readonly #events = new Int32Array(EVENTS_MAX * EPOLL_EVENT.words);
  readonly #change = new Int32Array(EPOLL_EVENT.words);
  /** By file descriptor. */
  readonly #ready: (Ready | undefined)[] = [];
  readonly #timers = new Set<Due>();
  #later: (() => void)[] = [];
  #stopped = false;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#epfd = libc.epollCreate1(EPOLL_CLOEXEC);
  }

  now(): number {
    return performance.now();
  }

  at(time: number, fire: () => void): Timer {
    const due = { time, fire };
    this.#timers.add(due);
    return { cancel: () => void this.#timers.delete(due) };
  }

  after(ms: number, fire: () => void): Timer {
    return this.at(this.now() + ms, fire);
  }

  /** Calls back in a turn of its own, as soon as what is at work now is done. */
  readonly schedule = (fire: () => void): void => {
    this.#later.push(fire);
  };

  add(fd: number, ready: Ready): void {
    this.#ready[fd] = ready;
    this.#control(EPOLL_CTL_ADD, fd, EPOLLIN);
  }

  /** What the descriptor is watched for from now on. */
  watch(fd: number, reads: boolean, writes: boolean): void {
    this.#control(EPOLL_CTL_MOD, fd, (reads ? EPOLLIN : 0) | (writes ? EPOLLOUT : 0));
  }

  remove(fd: number): void {
    this.#ready[fd] = undefined;
    this.#control(EPOLL_CTL_DEL, fd, 0);
  }

  /** Serves until it is stopped. */
  run(): void {
    if (this.#stopped) return;
    const nodesTurn = this.now() + NODES_TURN_MS;
    let count: number;
    do {
      this.#runLater();
      count = this.#libc.epollWait(this.#epfd, this.#events, EVENTS_MAX, this.#waitMs(nodesTurn));
      for (let i = 0; i < count; i++) this.#serve(i * EPOLL_EVENT.words);
      if (this.#timers.size > 0) this.#fireTimers();
      // Without an event it was a signal, or the time of Node's turn.
    } while (count > 0 && this.now() < nodesTurn);
    this.#runLater();
    setImmediate(() => this.run());
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#libc.close(this.#epfd);
  }

  #serve(at: number): void {
    // An earlier event of the same wait may have closed this one's descriptor.
    const ready = this.#ready[this.#events[at + EPOLL_EVENT.fd] ?? -1];
    const events = this.#events[at] ?? 0;
    if (!ready) return;
    if ((events & EPOLLOUT) !== 0) ready.writable();
    else ready.readable((events & (EPOLLHUP | EPOLLERR)) !== 0);
  }

  #control(op: number, fd: number, events: number): void {
    this.#change[0] = events;
    this.#change[EPOLL_EVENT.fd] = fd;
    this.#libc.epollCtl(this.#epfd, op, fd, this.#change);
  }

  #runLater(): void {
    while (this.#later.length > 0) {
      const turn = this.#later;
      this.#later = [];
      for (const fire of turn) fire();
    }
  }

  #waitMs(nodesTurn: number): number {
    let until = nodesTurn;
    for (const { time } of this.#timers) until = Math.min(until, time);
    return Math.max(0, Math.ceil(until - this.now()));
  }

  #fireTimers(): void {
    const now = this.now();
    for (const due of [...this.#timers].filter(({ time }) => time <= now).sort((a, b) => a.time - b.time)) {
      if (this.#timers.delete(due)) due.fire();
    }
  }
}
