/** Where a page's texts lie, and whether they lie over one another. */
import type { Page } from "playwright/test";
import { telltalePlaces } from "../../renderer/kit/telltale-layout.ts";

/** What no text may stand on: every lamp, dom0's and the guest's, with some room, and the domain's name. [left, top, right, bottom] */
export const RESERVED: readonly (readonly number[])[] = [
  ...Object.values(telltalePlaces).map(({ x, y, size }) => [x - 6, y - 6, x + size + 6, y + size + 6]),
  [0, 0, 170, 26],
];

export interface TextBox {
  readonly text: string;
  readonly px: number;
  readonly box: readonly number[];
}

/** Every piece of text on the page, with the box of its ink's line: the glyphs' own height, not the line's leading. */
export function textBoxes(page: Page): Promise<TextBox[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: TextBox[] = [];
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent?.trim() ?? "";
      const parent = walker.currentNode.parentElement;
      if (text === "" || !parent) continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      const { left, top, right, bottom } = range.getBoundingClientRect();
      const px = parseFloat(getComputedStyle(parent).fontSize);
      const inset = Math.max(0, (bottom - top - px) / 2);
      found.push({ text, px, box: [left, top + inset, right, bottom - inset] });
    }
    return found;
  });
}

/** The boxes of whole elements, their padding and borders with them. */
export function blockBoxes(page: Page, selector: string): Promise<TextBox[]> {
  return page.evaluate(
    (wanted) =>
      [...document.querySelectorAll<HTMLElement>(wanted)].map((element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return { text: element.innerText, px: 0, box: [left, top, right, bottom] };
      }),
    selector,
  );
}

export function collisions(boxes: readonly TextBox[]): readonly (readonly [string, string])[] {
  return boxes.flatMap((a, i) => boxes.slice(i + 1).flatMap((b) => (overlaps(a.box, b.box) ? [[a.text, b.text] as const] : [])));
}

export function overlaps(a: readonly number[], b: readonly number[]): boolean {
  const [al = 0, at = 0, ar = 0, ab = 0] = a;
  const [bl = 0, bt = 0, br = 0, bb = 0] = b;
  return al < br && bl < ar && at < bb && bt < ab;
}
