import { memo, type ReactElement } from "react";

/** The own car from behind. The brake lights and indicators are lit as the car's own are. */
export const CarRear = memo(function CarRear(props: { braking: boolean; left: boolean; right: boolean }): ReactElement {
  const { braking, left, right } = props;
  return (
    <svg className="car-rear" width="224" height="172" viewBox="0 0 208 160" aria-hidden>
      <defs>
        <linearGradient id="paint" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" className="paint-top" />
          <stop offset="0.5" className="paint-middle" />
          <stop offset="1" className="paint-bottom" />
        </linearGradient>
        <linearGradient id="glass" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" className="glass-top" />
          <stop offset="1" className="glass-bottom" />
        </linearGradient>
        <radialGradient id="shade">
          <stop offset="0" stopColor="#000" stopOpacity="0.6" />
          <stop offset="0.6" stopColor="#000" stopOpacity="0.4" />
          <stop offset="1" stopColor="#000" stopOpacity="0" />
        </radialGradient>
      </defs>
      <ellipse cx="104" cy="143" rx="102" ry="14" fill="url(#shade)" />
      <path className="tyre" d="M28 112h26v31q0 4-4 4H33q-5 0-5-5zM180 112h-26v31q0 4 4 4h17q5 0 5-5z" />
      <path
        fill="url(#paint)"
        d="M66 20Q104 13 142 20C151 22 156 33 162 51C171 54 181 61 183 75C185 92 185 112 182 128Q181 134 174 134H34Q27 134 26 128C23 112 23 92 25 75C27 61 37 54 46 51C52 33 57 22 66 20Z"
      />
      <path fill="url(#glass)" d="M69 27Q104 21 139 27C145 29 149 40 152 52Q104 57 56 52C59 40 63 29 69 27Z" />
      <path className="paint-line" d="M60 22Q104 14 148 22" />
      <path className="paint-line" d="M46 52Q104 61 162 52" />
      <path className="crease" d="M30 92Q104 100 178 92" />
      <path className="bumper" d="M27 114Q104 121 181 114L180 128Q179 134 174 134H34Q29 134 28 128Z" />
      <path className="diffuser" d="M66 124H142L137 134H71Z" />
      <rect className="plate" x="82" y="100" width="44" height="13" rx="2.5" />
      <g className={braking ? "lamp lit" : "lamp"}>
        <path d="M28 72Q32 68 40 68L66 70V75L46 76Q40 82 27 84Q26 77 28 72Z" />
        <path d="M180 72Q176 68 168 68L142 70V75L162 76Q168 82 181 84Q182 77 180 72Z" />
        <path className="lamp-bar" d="M66 71.5Q104 74 142 71.5V73.5Q104 76 66 73.5Z" />
      </g>
      {braking ? <path className="lamp lit" d="M92 24.4Q104 23.4 116 24.4V27Q104 26 92 27Z" /> : undefined}
      {left ? <path className="blinker" d="M26 86Q38 84 46 79L66 78V82L48 84Q38 90 26 91Z" /> : undefined}
      {right ? <path className="blinker" d="M182 86Q170 84 162 79L142 78V82L160 84Q170 90 182 91Z" /> : undefined}
    </svg>
  );
});
