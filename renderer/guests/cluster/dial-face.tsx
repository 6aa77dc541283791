import { memo, type ReactElement } from "react";
import { degAt, END_DEG, pointAt, START_DEG, ticks, type DialScale, type Tick } from "./dial-scale.ts";
import { ARC_RADIUS, ARC_WIDTH, DIAL_SIZE } from "./dial-scene.ts";

const CENTRE = DIAL_SIZE / 2;
const TICK_OUTER = 240;
const MAJOR_INNER = 219;
const MINOR_INNER = 230;
const LABEL_RADIUS = 190;
const HUB_RADIUS = 140;

/** A dial's face: all of it that stands still. Painted once, below the needle's canvas. `reached` brightens the numerals behind the needle. */
export const DialFace = memo(function DialFace(props: { scale: DialScale; reached: number }): ReactElement {
  const { scale, reached } = props;
  const redDeg = scale.redFrom === undefined ? undefined : degAt(scale, scale.redFrom);
  return (
    <svg className="dial-face" width={DIAL_SIZE} height={DIAL_SIZE} viewBox={`0 0 ${DIAL_SIZE} ${DIAL_SIZE}`} aria-hidden>
      <defs>
        <radialGradient id="disc" gradientUnits="userSpaceOnUse" cx={CENTRE} cy={CENTRE} r={ARC_RADIUS + 16}>
          <stop offset="0" className="disc-inner" />
          <stop offset="0.56" className="disc-inner" />
          <stop offset="0.9" className="disc-middle" />
          <stop offset="1" className="disc-outer" />
        </radialGradient>
        <linearGradient id="rim" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" className="rim-top" />
          <stop offset="0.75" className="rim-bottom" />
        </linearGradient>
        <radialGradient id="hub" cx="0.5" cy="0.36" r="0.66">
          <stop offset="0" className="hub-inner" />
          <stop offset="1" className="hub-outer" />
        </radialGradient>
      </defs>
      <circle cx={CENTRE} cy={CENTRE} r={ARC_RADIUS + 16} fill="url(#disc)" />
      <path d={arcPath(ARC_RADIUS + 13, START_DEG - 4, END_DEG + 4)} className="rim" stroke="url(#rim)" />
      <path d={arcPath(ARC_RADIUS, START_DEG, redDeg ?? END_DEG)} className="track" strokeWidth={ARC_WIDTH} />
      {redDeg === undefined ? undefined : (
        <path d={arcPath(ARC_RADIUS, redDeg + 0.8, END_DEG)} className="track track-red" strokeWidth={ARC_WIDTH} />
      )}
      <circle cx={CENTRE} cy={CENTRE} r={HUB_RADIUS} fill="url(#hub)" className="hub" />
      {ticks(scale).map((tick) => (
        <TickMark key={tick.value} tick={tick} reached={reached} />
      ))}
    </svg>
  );
});

function TickMark(props: { tick: Tick; reached: number }): ReactElement {
  const { tick, reached } = props;
  const [x1, y1] = pointAt(CENTRE, tick.major ? MAJOR_INNER : MINOR_INNER, tick.deg);
  const [x2, y2] = pointAt(CENTRE, TICK_OUTER, tick.deg);
  const [x, y] = pointAt(CENTRE, LABEL_RADIUS, tick.deg);
  const kind = `${tick.major ? "major" : "minor"}${tick.red ? " red" : ""}${tick.value <= reached ? " reached" : ""}`;
  return (
    <g className={`tick ${kind}`}>
      <line x1={x1} y1={y1} x2={x2} y2={y2} />
      {tick.label === undefined ? undefined : (
        <text x={x} y={y} dy="0.36em" textAnchor="middle">
          {tick.label}
        </text>
      )}
    </g>
  );
}

function arcPath(radius: number, fromDeg: number, toDeg: number): string {
  const [x1, y1] = pointAt(CENTRE, radius, fromDeg);
  const [x2, y2] = pointAt(CENTRE, radius, toDeg);
  return `M${x1} ${y1}A${radius} ${radius} 0 ${toDeg - fromDeg > 180 ? 1 : 0} 1 ${x2} ${y2}`;
}
