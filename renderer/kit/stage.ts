// First of all: PixiJS compiles shaders and uniforms with eval otherwise, which the page's CSP refuses.
import "pixi.js/unsafe-eval";
import { autoDetectRenderer, Container, Ticker } from "pixi.js";
import { useEffect, useRef, useState, type RefObject } from "react";
import { frames } from "./frame.ts";
import { surfaceOf } from "./surface.ts";
import { useTheme } from "./theme.ts";

/** What moves on a stage. `draw` changes the scene for this frame and answers whether anything changed: if not, nothing is painted. */
export interface Scene {
  draw(at: number, elapsed: number): boolean;
}

/** Puts a scene's parts into `root`, in pixels from the stage's top left. Called again, with an empty root, when the palette changes. */
export type BuildScene = (root: Container) => Scene;

// The frames come from the display, one subscription a page; PixiJS's own loop would only burn a core.
Ticker.system.autoStart = false;
Ticker.system.stop();

/**
 * A PixiJS canvas in the element the answered ref is put on, as large as `width` by `height` CSS px: only as large as what moves.
 * The 2D renderer always: WebGL shares the GPU process with every other guest. `build` must not change between renders.
 *
 * A stage that is not `shown` paints its first picture when the page has nothing else to do, and then stands still: it is opened before the
 * moment in which it is to be seen, and after the page's own first frames.
 */
export function useStage(width: number, height: number, build: BuildScene, shown = true): RefObject<HTMLDivElement | null> {
  const host = useRef<HTMLDivElement>(null);
  const moves = useRef(shown);
  const palette = useTheme();
  const [open, setOpen] = useState(shown);
  if (shown && !open) setOpen(true);
  useEffect(() => {
    moves.current = shown;
  }, [shown]);
  useEffect(() => {
    if (open) return undefined;
    const idle = requestIdleCallback(() => setOpen(true));
    return () => cancelIdleCallback(idle);
  }, [open]);
  useEffect(() => {
    if (!open) return undefined;
    let close: (() => void) | undefined;
    let closed = false;
    void openStage(host.current, width, height, build, moves).then((opened) => {
      close = opened;
      if (closed) opened();
    });
    return () => {
      closed = true;
      close?.();
    };
  }, [width, height, build, palette, open]);
  return host;
}

async function openStage(
  host: HTMLElement | null,
  width: number,
  height: number,
  build: BuildScene,
  moves: { readonly current: boolean },
): Promise<() => void> {
  const canvas = document.createElement("canvas");
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const renderer = await autoDetectRenderer({
    canvas: surfaceOf(canvas),
    preference: "canvas",
    width,
    height,
    resolution: window.devicePixelRatio,
    backgroundAlpha: 0,
    antialias: true,
    eventFeatures: { move: false, globalMove: false, click: false, wheel: false },
  });
  Ticker.system.stop();
  const root = new Container();
  const scene = build(root);
  host?.replaceChildren(canvas);
  let painted = false;
  const remove = frames().add((at, elapsed) => {
    if (painted && !moves.current) return;
    const changed = scene.draw(at, elapsed);
    if (changed || !painted) renderer.render(root);
    painted = true;
  });
  return () => {
    remove();
    canvas.remove();
    root.destroy({ children: true });
    renderer.destroy();
  };
}
