import type { GuestConnector } from "../../protocol/bridge.ts";
import type { ConnectorFrontend } from "../frontends/connector-frontend.ts";
import type { VdisplSink } from "../frontends/vdispl-frontend.ts";

/** Asks for a callback at the page's next frame. */
export type NextFrame = (frame: (at: number) => void) => void;

/**
 * The display as user space has it: a callback a frame, on the first connector.
 *
 * A frame is drawn when the page's own frame comes *and* a buffer is free, and presenting it is a PG_FLIP. So user space never runs ahead of
 * the connector, and dom0 sees each of its frames.
 */
export class GuestDisplay implements VdisplSink {
  readonly connectors: Promise<readonly GuestConnector[]>;
  readonly #nextFrame: NextFrame;
  readonly #draws = new Set<(at: number) => void>();
  #announce: (connectors: readonly GuestConnector[]) => void = () => undefined;
  #connector: ConnectorFrontend | undefined;
  #asked = false;

  constructor(nextFrame: NextFrame) {
    this.#nextFrame = nextFrame;
    this.connectors = new Promise((resolve) => {
      this.#announce = resolve;
    });
  }

  onFrame(draw: (at: number) => void): () => void {
    this.#draws.add(draw);
    this.#ask();
    return () => void this.#draws.delete(draw);
  }

  onConnected(connectors: readonly ConnectorFrontend[]): void {
    this.#connector = connectors[0];
    this.#announce(connectors.map(({ uniqueId, width, height }) => ({ uniqueId, width, height })));
    this.#ask();
  }

  onCredit(): void {
    this.#ask();
  }

  onLost(): void {
    this.#connector = undefined;
  }

  #ask(): void {
    if (this.#asked || !this.#connector || this.#draws.size === 0) return;
    this.#asked = true;
    this.#nextFrame((at) => this.#frame(at));
  }

  #frame(at: number): void {
    this.#asked = false;
    const connector = this.#connector;
    if (!connector || connector.credits === 0) return; // the next credit asks again
    // Before the drawing, which may throw: a page whose drawing fails is asked for its next frame all the same.
    this.#asked = true;
    this.#nextFrame((next) => this.#frame(next));
    for (const draw of this.#draws) draw(at);
    connector.flip();
  }
}
