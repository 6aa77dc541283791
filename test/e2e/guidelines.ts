import type { Page } from "playwright/test";

/** The middle of what is drawn on the guidelines' canvas of an overlay, in pixels from the left: of the static lines, which stay, and of the dynamic ones, which bend. */
export function middleOfGuidelines(overlay: Page): Promise<number> {
  return overlay.locator("#guides").evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const { data } = (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height);
    let [sum, count] = [0, 0];
    for (let at = 3; at < data.length; at += 4) {
      if (data[at] === 0) continue;
      sum += ((at - 3) / 4) % width;
      count++;
    }
    return sum / count;
  });
}
