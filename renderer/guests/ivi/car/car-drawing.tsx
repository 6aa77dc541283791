import type { ReactElement } from "react";
import { useTexts } from "../text/texts.ts";
import type { Door, Wheel } from "./body-state.ts";

/** Hinge, and degrees that the door stands off when open, on the drawing's 240 × 440 px. */
// prettier-ignore
const swings: Readonly<Record<Exclude<Door, "tailgate">, { readonly path: string; readonly hinge: string; readonly degrees: number }>> = {
  doorDriver:     { path: "M45 166h6v72h-6z",   hinge: "48 166",  degrees: 48 },
  doorRearLeft:  { path: "M45 242h6v64h-6z",   hinge: "48 242",  degrees: 48 },
  doorPassenger:  { path: "M189 166h6v72h-6z",  hinge: "192 166", degrees: -48 },
  doorRearRight: { path: "M189 242h6v64h-6z",  hinge: "192 242", degrees: -48 },
};

// prettier-ignore
const wheelAt: Readonly<Record<Wheel, readonly [number, number]>> = {
  tyreFrontLeft: [36, 84], tyreFrontRight: [186, 84], tyreRearLeft: [36, 318], tyreRearRight: [186, 318],
};

/** The car from above, nose up: open doors and soft tyres in their warning colours. */
export function CarDrawing({ open, soft }: { readonly open: readonly Door[]; readonly soft: readonly Wheel[] }): ReactElement {
  const texts = useTexts();
  const sides: readonly Exclude<Door, "tailgate">[] = ["doorDriver", "doorRearLeft", "doorPassenger", "doorRearRight"];
  const wheels: readonly Wheel[] = ["tyreFrontLeft", "tyreFrontRight", "tyreRearLeft", "tyreRearRight"];
  return (
    <svg className="car-drawing" viewBox="0 0 240 440" width={240} height={440} role="img" aria-label={texts.carFromAbove}>
      {wheels.map((wheel) => (
        <rect
          key={wheel}
          className={soft.includes(wheel) ? "wheel soft" : "wheel"}
          x={wheelAt[wheel][0]}
          y={wheelAt[wheel][1]}
          width="18"
          height="52"
          rx="7"
        />
      ))}
      <path
        className="body"
        d="M120 12c34 0 60 10 68 38 5 18 7 50 7 92v210c0 40-8 64-22 72-12 6-34 8-53 8s-41-2-53-8c-14-8-22-32-22-72V142c0-42 2-74 7-92 8-28 34-38 68-38z"
      />
      <path className="crease" d="M74 40c-6 24-8 54-6 84M166 40c6 24 8 54 6 84M82 26c24-8 52-8 76 0" />
      <path className="glass" d="M120 128c26 0 46 4 58 12l-12 44c-12-5-28-7-46-7s-34 2-46 7l-12-44c12-8 32-12 58-12z" />
      <path className="glass" d="M120 384c22 0 38-4 50-10l-8-40c-12 4-26 6-42 6s-30-2-42-6l-8 40c12 6 28 10 50 10z" />
      <path
        className="glass"
        d="M58 156l10 34v52H55v-60zM182 156l-10 34v52h13v-60zM55 250h13v50l-10 42c-2-10-3-24-3-40zM185 250h-13v50l10 42c2-10 3-24 3-40z"
      />
      <path className="roof" d="M76 194c12-4 28-6 44-6s32 2 44 6v128c-12 4-28 6-44 6s-32-2-44-6z" />
      <path className="lamp" d="M58 58c4-14 12-22 24-27l6 8c-10 5-18 12-24 24zM182 58c-4-14-12-22-24-27l-6 8c10 5 18 12 24 24z" />
      <path className="rear-lamp" d="M60 398c4 8 10 13 18 16l4-8c-6-3-10-6-14-12zM180 398c-4 8-10 13-18 16l-4-8c6-3 10-6 14-12z" />
      {sides.map((side) => (
        <path
          key={side}
          className={open.includes(side) ? "door open" : "door"}
          d={swings[side].path}
          transform={open.includes(side) ? `rotate(${swings[side].degrees} ${swings[side].hinge})` : undefined}
        />
      ))}
      {open.includes("tailgate") && <path className="door open" d="M76 410h88v14c-26 5-62 5-88 0z" />}
    </svg>
  );
}
