import type { OverlayInput } from "../../protocol/overlay.ts";

/** One detent of a wheel, in the pixels that browsers report for it. */
const WHEEL_PIXELS = 100;

/** Takes all input of the display. Nothing here reaches a guest but by dom0's routing. */
export function captureInput(report: (input: OverlayInput) => void): void {
  const key = (event: KeyboardEvent): void => {
    event.preventDefault();
    if (event.repeat && event.type === "keydown") return; // A guest makes its own repeat from a held key, as evdev users do.
    report(["key", event.code, event.type === "keydown", event.ctrlKey && event.shiftKey]);
  };
  addEventListener("keydown", key);
  addEventListener("keyup", key);

  const isTouch = (event: PointerEvent): boolean => event.pointerType === "touch";
  addEventListener("pointermove", (event) => {
    if (isTouch(event)) report(["touch", "motion", event.pointerId, event.clientX, event.clientY]);
    else report(["pointer", event.clientX, event.clientY]);
  });
  addEventListener("pointerdown", (event) => {
    if (!isTouch(event)) return;
    event.preventDefault(); // or the browser makes mouse events of a touch
    report(["touch", "down", event.pointerId, event.clientX, event.clientY]);
  });
  const up = (event: PointerEvent): void => {
    if (isTouch(event)) report(["touch", "up", event.pointerId, event.clientX, event.clientY]);
  };
  addEventListener("pointerup", up);
  addEventListener("pointercancel", up);
  // Of several mouse buttons only the first raises pointerdown; the mouse events tell of each.
  addEventListener("mousedown", (event) => report(["button", event.button, true, event.clientX, event.clientY]));
  addEventListener("mouseup", (event) => report(["button", event.button, false, event.clientX, event.clientY]));
  addEventListener("wheel", (event) => report(["wheel", -event.deltaY / WHEEL_PIXELS, event.clientX, event.clientY]));
  addEventListener("contextmenu", (event) => event.preventDefault());
  addEventListener("blur", () => report(["blur"]));
}
