/** A box on the screen, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export type Direction = "left" | "right" | "up" | "down";

/** How much worse a pixel beside the direction is than a pixel along it. */
const ASIDE = 2.4;

/**
 * The index of the box that a push in `direction` moves the focus to; undefined when nothing lies there. Boxes that share the
 * beam of the present one come before those that do not, then the nearest.
 */
export function nextFocus(boxes: readonly Box[], present: Box, direction: Direction): number | undefined {
  let best: number | undefined;
  let bestScore = Infinity;
  boxes.forEach((box, index) => {
    const along = gapAlong(present, box, direction);
    if (along === undefined) return;
    const aside = gapAside(present, box, direction);
    const middle = offMiddle(present, box, direction) * 0.12;
    const score = along + ASIDE * aside + middle + (aside > 0 ? 60 : 0);
    if (score >= bestScore) return;
    best = index;
    bestScore = score;
  });
  return best;
}

/** Pixels from edge to edge in the direction; undefined when the box's middle does not lie beyond the present one's. */
function gapAlong(from: Box, to: Box, direction: Direction): number | undefined {
  const [fromX, fromY] = middleOf(from);
  const [toX, toY] = middleOf(to);
  const ahead = { left: fromX - toX, right: toX - fromX, up: fromY - toY, down: toY - fromY }[direction];
  // Written so that NaN, which is nowhere, is not ahead.
  if (!(ahead > 1)) return undefined;
  const gap = { left: from.left - to.right, right: to.left - from.right, up: from.top - to.bottom, down: to.top - from.bottom }[direction];
  // Boxes inside or over one another (a button on a card) are neighbours by their middles alone.
  return gap >= -4 ? Math.max(0, gap) : ahead;
}

/** Pixels between the two beside the direction; 0 when they overlap there. */
function gapAside(from: Box, to: Box, direction: Direction): number {
  const sideways = direction === "left" || direction === "right";
  const [a0, a1, b0, b1] = sideways ? [from.top, from.bottom, to.top, to.bottom] : [from.left, from.right, to.left, to.right];
  return Math.max(0, b0 - a1, a0 - b1);
}

function offMiddle(from: Box, to: Box, direction: Direction): number {
  const [fromX, fromY] = middleOf(from);
  const [toX, toY] = middleOf(to);
  return direction === "left" || direction === "right" ? Math.abs(fromY - toY) : Math.abs(fromX - toX);
}

const middleOf = (box: Box): [number, number] => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
