import { useEffect, useRef } from "react";
import { type Draw, FrameLoop } from "./frame-loop.ts";
import { guest } from "./guest.ts";

let page: FrameLoop | undefined;

/** The page's one loop; made at its first use. */
export function frames(): FrameLoop {
  page ??= new FrameLoop(guest());
  return page;
}

/** Runs `draw` in every frame while the component is mounted; always the latest render's `draw`. */
export function useFrame(draw: Draw): void {
  const latest = useRef(draw);
  useEffect(() => {
    latest.current = draw;
  }, [draw]);
  useEffect(() => frames().add((at, elapsed) => latest.current(at, elapsed)), []);
}
