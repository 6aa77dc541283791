import { type Direction, nextFocus } from "./focus-walk.ts";

const DIRECTIONS: Readonly<Record<string, Direction>> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

/** Arrow keys (a rotary knob's pushes) move the focus over the page, Escape calls `back`. Answers a remove. */
export function listenRotary(page: Document, back: () => void): () => void {
  const listen = (event: KeyboardEvent): void => {
    const direction = DIRECTIONS[event.key];
    if (event.key === "Escape") back();
    else if (direction !== undefined) {
      event.preventDefault();
      moveFocus(page, direction);
    }
  };
  page.addEventListener("keydown", listen);
  return () => page.removeEventListener("keydown", listen);
}

function moveFocus(page: Document, direction: Direction): void {
  const targets = [...page.querySelectorAll<HTMLElement>("button:not(:disabled)")];
  const present = targets.findIndex((target) => target === page.activeElement);
  // The first push only shows where the focus is: on the page's current place in the rail.
  if (present === -1) return (page.querySelector<HTMLElement>(".rail [aria-pressed=true]") ?? targets[0])?.focus();
  const boxes = targets.map((target) => target.getBoundingClientRect());
  const next = nextFocus(
    boxes.map((box, index) => (index === present ? AWAY : box)),
    boxes[present]!,
    direction,
  );
  if (next !== undefined) targets[next]?.focus();
}

/** Stands for the focused box itself: never ahead in any direction, since it compares false with everything. */
const AWAY = { left: NaN, top: NaN, right: NaN, bottom: NaN };
