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
    if (!isTouch(event)) report(["pointer", event.clientX, event.clientY]);
  });
  captureTouch(report);
  // Of several mouse buttons only the first raises pointerdown; the mouse events tell of each.
  addEventListener("mousedown", (event) => report(["button", event.button, true, event.clientX, event.clientY]));
  addEventListener("mouseup", (event) => report(["button", event.button, false, event.clientX, event.clientY]));
  addEventListener("wheel", (event) => report(["wheel", -event.deltaY / WHEEL_PIXELS, event.clientX, event.clientY]));
  addEventListener("contextmenu", (event) => event.preventDefault());
  addEventListener("blur", () => report(["blur"]));
}

/** Touch events rather than pointer events: only they tell how an ellipse is turned. */
function captureTouch(report: (input: OverlayInput) => void): void {
  const tell =
    (phase: "down" | "motion" | "up") =>
    (event: TouchEvent): void => {
      if (event.cancelable) event.preventDefault(); // or the browser makes mouse events of a touch
      for (const { identifier, clientX, clientY, radiusX, radiusY, rotationAngle } of event.changedTouches) {
        report(["touch", phase, identifier, clientX, clientY, [radiusX, radiusY, rotationAngle]]);
      }
    };
  const active = { passive: false };
  addEventListener("touchstart", tell("down"), active);
  addEventListener("touchmove", tell("motion"), active);
  addEventListener("touchend", tell("up"), active);
  addEventListener("touchcancel", tell("up"), active);
}
