import { type ReactElement, type ReactNode, useRef } from "react";

export interface PressProps {
  readonly onPress: () => void;
  /** data-testid, for tests from outside. */
  readonly id: string;
  readonly className?: string;
  /** What it is called, where its content is a picture. */
  readonly label?: string;
  /** Whether it is on, where it can be. */
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

/**
 * A button that any finger can press. Chromium makes a click of the first finger only, so with one hand on the map a second hand's
 * press would be lost: each pointer is heard by itself here, and of clicks only those that no pointer made (Enter, assistive tools).
 */
export function Press({ onPress, id, className, label, pressed, disabled, children }: PressProps): ReactElement {
  const down = useRef(new Set<number>());
  const inside = (event: React.PointerEvent): boolean => {
    const box = event.currentTarget.getBoundingClientRect();
    return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  };
  return (
    <button
      type="button"
      data-testid={id}
      className={className === undefined ? "press" : `press ${className}`}
      aria-label={label}
      aria-pressed={pressed}
      disabled={disabled}
      onPointerDown={(event) => {
        if (event.button === 0) down.current.add(event.pointerId);
      }}
      onPointerUp={(event) => {
        if (down.current.delete(event.pointerId) && inside(event)) onPress();
      }}
      onPointerCancel={(event) => down.current.delete(event.pointerId)}
      onClick={(event) => {
        if (event.detail === 0) onPress();
      }}
    >
      {children}
    </button>
  );
}
