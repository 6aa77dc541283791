import type { ReactElement } from "react";

/** Which doors stand open; `boot` too. */
export interface OpenDoors {
  readonly frontLeft: boolean;
  readonly frontRight: boolean;
  readonly rearLeft: boolean;
  readonly rearRight: boolean;
  readonly boot: boolean;
}

/** The own car from above, nose up, with what is open standing open. */
export function CarTop(props: { open: OpenDoors }): ReactElement {
  const { open } = props;
  return (
    <svg className="car-top" width="252" height="379" viewBox="-30 -4 210 316" aria-hidden>
      <defs>
        <linearGradient id="roof" x1="0" y1="0" x2="1" y2="0">
          <stop offset="0" className="paint-bottom" />
          <stop offset="0.18" className="paint-middle" />
          <stop offset="0.5" className="paint-top" />
          <stop offset="0.82" className="paint-middle" />
          <stop offset="1" className="paint-bottom" />
        </linearGradient>
      </defs>
      <path className="tyre" d="M14 48h10v44H14zM126 48h10v44h-10zM14 222h10v44H14zM126 222h10v44h-10z" />
      <path
        fill="url(#roof)"
        d="M75 2C104 2 124 12 130 34C133 46 134 60 134 78V238C134 262 132 282 126 292C118 304 96 306 75 306C54 306 32 304 24 292C18 282 16 262 16 238V78C16 60 17 46 20 34C26 12 46 2 75 2Z"
      />
      <path className="glass" d="M30 104Q75 82 120 104L112 136Q75 124 38 136Z" />
      <path className="glass" d="M38 240Q75 250 112 240L119 266Q75 280 31 266Z" />
      <path className="glass" d="M24 116L33 142V188H24ZM24 194H33V232L25 252ZM126 116L117 142V188H126ZM126 194H117V232L125 252Z" />
      <path className="crease" d="M36 20Q42 60 34 96M114 20Q108 60 116 96" />
      <path className="lamp-front" d="M24 24Q30 12 44 8Q36 18 28 32ZM126 24Q120 12 106 8Q114 18 122 32Z" />
      <path className="lamp" d="M20 276Q26 292 40 300Q30 300 24 292ZM130 276Q124 292 110 300Q120 300 126 292Z" />
      <path className="mirror" d="M16 112L4 104Q0 108 4 116L16 120ZM134 112L146 104Q150 108 146 116L134 120Z" />
      {open.frontLeft ? <path className="door-open" d="M16 118L-22 164L-16 170L18 128Z" /> : undefined}
      {open.frontRight ? <path className="door-open" d="M134 118L172 164L166 170L132 128Z" /> : undefined}
      {open.rearLeft ? <path className="door-open" d="M16 190L-18 230L-12 236L18 200Z" /> : undefined}
      {open.rearRight ? <path className="door-open" d="M134 190L168 230L162 236L132 200Z" /> : undefined}
      {open.boot ? <path className="door-open" d="M30 284Q75 294 120 284L116 308Q75 316 34 308Z" /> : undefined}
    </svg>
  );
}
