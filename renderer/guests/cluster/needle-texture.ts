import { Texture } from "pixi.js";

/** The texture's size in px; the tip is `TIP` below its top, the blade in the middle of its width. */
export const BLADE_WIDTH = 44;
export const BLADE_LENGTH = 116;
export const TIP = 14;

/** The needle's blade, painted once with its glow: it fades towards the dial's middle, so that it never hides a numeral or the readout. */
export function bladeTexture(colour: string, core: string, glow: number): Texture {
  const canvas = document.createElement("canvas");
  canvas.width = BLADE_WIDTH;
  canvas.height = BLADE_LENGTH;
  const pen = canvas.getContext("2d");
  if (pen) {
    pen.shadowColor = colour;
    pen.shadowBlur = glow;
    blade(pen, 2.8, 4.4, fade(pen, colour, 0.4));
    pen.shadowBlur = 0;
    blade(pen, 1, 1.6, fade(pen, core, 0.3));
  }
  return Texture.from(canvas);
}

function blade(pen: CanvasRenderingContext2D, tip: number, base: number, fill: CanvasGradient): void {
  const middle = BLADE_WIDTH / 2;
  pen.fillStyle = fill;
  pen.beginPath();
  pen.moveTo(middle - tip, TIP);
  pen.lineTo(middle + tip, TIP);
  pen.lineTo(middle + base, BLADE_LENGTH);
  pen.lineTo(middle - base, BLADE_LENGTH);
  pen.closePath();
  pen.fill();
}

function fade(pen: CanvasRenderingContext2D, colour: string, solidTo: number): CanvasGradient {
  const gradient = pen.createLinearGradient(0, TIP, 0, BLADE_LENGTH);
  gradient.addColorStop(0, colour);
  gradient.addColorStop(solidTo, colour);
  gradient.addColorStop(1, `${colour}00`);
  return gradient;
}
