import { type ReactElement, useEffect, useRef } from "react";
import { useFrame } from "../../../kit/frame.ts";
import { useTheme } from "../../../kit/theme.ts";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import type { Point } from "./geometry.ts";
import { MapView } from "./map-view.ts";

/** Pixels a finger may wander and still tap. */
const TAP_SLOP = 12;

/** The map, as large as its box; `carAt` is the car's place in shares of it. One finger drags, two pinch, a tap calls `onTap`. */
export function MapCanvas({ carAt, onTap }: { readonly carAt: Point; readonly onTap?: () => void }): ReactElement {
  const ivi = useIvi();
  const theme = useTheme();
  const fonts = useStore(ivi.fonts, (value) => value.ready);
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<MapView>(undefined);
  const wandered = useRef(0);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const made = new MapView(element, ivi, theme, carAt);
    view.current = made;
    const watch = new ResizeObserver(() => made.resize());
    const attend = (): void => {
      watch.disconnect();
      for (const one of element.parentElement?.children ?? [element]) watch.observe(one);
    };
    attend();
    // What lies on the map comes and goes.
    const beside = new MutationObserver(attend);
    if (element.parentElement) beside.observe(element.parentElement, { childList: true });
    return () => {
      watch.disconnect();
      beside.disconnect();
    };
  }, [ivi, theme, fonts, carAt]);

  useFrame((at, elapsed) => view.current?.frame(at, elapsed));

  const place = (event: React.PointerEvent): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const lift = (event: React.PointerEvent): void => {
    const last = view.current?.lift(event.pointerId, event.timeStamp) === 0;
    if (last && event.type === "pointerup" && wandered.current < TAP_SLOP) onTap?.();
  };
  return (
    <canvas
      ref={canvas}
      className="map-canvas"
      data-testid="map-canvas"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        // A second finger makes it a gesture, which no tap ends.
        wandered.current = (view.current?.touch(event.pointerId, place(event)) ?? 1) > 1 ? Infinity : 0;
      }}
      onPointerMove={(event) => {
        const moved = view.current?.move(event.pointerId, { ...place(event), at: event.timeStamp }, wandered.current >= TAP_SLOP) ?? 0;
        wandered.current += moved;
      }}
      onPointerUp={lift}
      onPointerCancel={lift}
      onWheel={(event) => view.current?.wheel(event.deltaY, { x: event.nativeEvent.offsetX, y: event.nativeEvent.offsetY })}
    />
  );
}
