import type { KbdInEvent } from "../../protocol/io/kbdif.ts";

/** What input goes into; main/backends/vkbd has one a device. */
export interface InputTarget {
  key(code: number, pressed: boolean): void;
  motion(dx: number, dy: number, wheel: number): void;
  pointer(x: number, y: number, wheel: number): void;
  touchDown(contact: number, x: number, y: number): void;
  touchMove(contact: number, x: number, y: number): void;
  touchUp(contact: number): void;
  touchSyn(): void;
}

/** What the places of recorded events are parts of. */
export interface Areas {
  readonly width: number;
  readonly height: number;
  readonly touchWidth: number;
  readonly touchHeight: number;
}

/** Makes the input that an event of a capture told of. */
export function playInput(to: InputTarget, event: KbdInEvent | undefined, areas: Areas): void {
  const touch = ({ absX, absY }: { readonly absX: number; readonly absY: number }): readonly [number, number] => [
    absX / areas.touchWidth,
    absY / areas.touchHeight,
  ];
  switch (event?.kind) {
    case "key":
      return to.key(event.keycode, event.pressed !== 0);
    case "motion":
      return to.motion(event.relX, event.relY, event.relZ);
    case "position":
      return to.pointer(event.absX / areas.width, event.absY / areas.height, event.relZ);
    case "touchDown":
      return to.touchDown(event.contactId, ...touch(event));
    case "touchMotion":
      return to.touchMove(event.contactId, ...touch(event));
    case "touchUp":
      return to.touchUp(event.contactId);
    case "touchSyn":
      return to.touchSyn();
    default:
      return; // shape and orientation, which our displays do not tell of
  }
}
