import { Color, Graphics, Sprite, type Container } from "pixi.js";
import { follow, needleAt, settled } from "../../kit/needle.ts";
import type { BuildScene } from "../../kit/stage.ts";
import { theme, token } from "../../kit/theme.ts";
import { degAt, START_DEG, type DialScale } from "./dial-scale.ts";
import { BLADE_LENGTH, bladeTexture, TIP } from "./needle-texture.ts";

/** A dial's box in px, and the radii that its face and its needle share. */
export const DIAL_SIZE = 560;
export const ARC_RADIUS = 252;
export const ARC_WIDTH = 12;

/** The part of the box that the needle and the arc ever touch: less than the whole, since each pixel of a canvas costs in each frame. */
export const SWEPT = { left: 8, top: 8, width: 544, height: 432 } as const;

const CENTRE = DIAL_SIZE / 2;
const TIP_RADIUS = 259;
/** The arc is brightest at the needle and dims over this many degrees behind it, in steps of `STEP_DEG`. */
const TAIL_DEG = 75;
const STEP_DEG = 3;
/** Steps overlap by this much: two edges that only meet show the track between them. */
const LAP_DEG = 0.4;

interface Colours {
  readonly bright: Color;
  readonly dim: Color;
  readonly red: Color;
}

/** What moves on a dial: the needle and the arc behind it. `read` answers the value to point at, in the scale's unit, or undefined. */
export function dialScene(scale: DialScale, read: () => number | undefined): BuildScene {
  return (root) => {
    const colours = { bright: new Color(token("--accent")), dim: new Color(token("--accent-dim")), red: new Color(token("--danger")) };
    const arc = new Graphics();
    const blade = bladeSprite();
    root.addChild(arc, blade);
    root.position.set(-SWEPT.left, -SWEPT.top);
    // A hundredth of a degree's worth, in the scale's unit: nothing an eye could see move.
    const tolerance = scale.max / 25_000;
    let needle = needleAt(0);
    let known: boolean | undefined;
    return {
      draw(_at, elapsed) {
        const value = read();
        const target = Math.min(scale.max, Math.max(0, value ?? 0));
        if (known === (value !== undefined) && settled(needle, target, tolerance)) return false;
        known = value !== undefined;
        needle = follow(needle, target, elapsed);
        if (settled(needle, target, tolerance)) needle = needleAt(target);
        const deg = degAt(scale, needle.position);
        paintArc(arc, deg, scale.redFrom === undefined ? Infinity : degAt(scale, scale.redFrom), colours);
        blade.rotation = ((deg + 90) * Math.PI) / 180;
        blade.alpha = known ? 1 : 0.35;
        return true;
      },
    };
  };
}

function bladeSprite(): Container {
  const night = theme() === "night";
  const sprite = new Sprite(bladeTexture(token("--accent"), night ? "#d9fffb" : token("--accent"), night ? 12 : 0));
  // Beyond 1: the sprite turns about the dial's middle, which lies below its lower edge.
  sprite.anchor.set(0.5, (TIP_RADIUS + TIP) / BLADE_LENGTH);
  sprite.position.set(CENTRE, CENTRE);
  return sprite;
}

function paintArc(arc: Graphics, deg: number, redDeg: number, colours: Colours): void {
  arc.clear();
  if (deg - START_DEG < 0.05) return;
  const tail = Math.max(START_DEG, deg - TAIL_DEG);
  if (tail > START_DEG) stroke(arc, START_DEG, tail + LAP_DEG, tail > redDeg ? colours.red : colours.dim);
  for (let from = tail; from < deg; from += STEP_DEG) {
    const to = Math.min(deg, from + STEP_DEG);
    const near = 1 - (deg - to) / TAIL_DEG;
    const colour = from >= redDeg ? colours.red : mix(colours.dim, colours.bright, near * near);
    stroke(arc, from, Math.min(deg, to + LAP_DEG), colour);
  }
}

function stroke(arc: Graphics, fromDeg: number, toDeg: number, colour: Color): void {
  const from = (fromDeg * Math.PI) / 180;
  arc.moveTo(CENTRE + ARC_RADIUS * Math.cos(from), CENTRE + ARC_RADIUS * Math.sin(from));
  arc.arc(CENTRE, CENTRE, ARC_RADIUS, from, (toDeg * Math.PI) / 180).stroke({ width: ARC_WIDTH, color: colour, cap: "butt" });
}

function mix(from: Color, to: Color, share: number): Color {
  const at = (a: number, b: number): number => a + (b - a) * share;
  return new Color([at(from.red, to.red), at(from.green, to.green), at(from.blue, to.blue)]);
}
