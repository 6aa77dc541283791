// First of all: PixiJS compiles shaders and uniforms with eval otherwise, which the page's CSP refuses.
import "pixi.js/unsafe-eval";
import { autoDetectRenderer, Container, Ticker } from "pixi.js";
import { useEffect, useRef, type RefObject } from "react";
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
 */
export function useStage(width: number, height: number, build: BuildScene): RefObject<HTMLDivElement | null> {
  const host = useRef<HTMLDivElement>(null);
  const palette = useTheme();
  useEffect(() => {
    let close: (() => void) | undefined;
    let closed = false;
    void openStage(host.current, width, height, build).then((opened) => {
      close = opened;
      if (closed) opened();
    });
    return () => {
      closed = true;
      close?.();
    };
  }, [width, height, build, palette]);
  return host;
}

async function openStage(host: HTMLElement | null, width: number, height: number, build: BuildScene): Promise<() => void> {
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
