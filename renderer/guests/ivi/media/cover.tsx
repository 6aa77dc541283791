import { type ReactElement, useId } from "react";
import type { Track } from "./playlist.ts";

/** A track's cover, drawn from its colours and motif: sharp at any size, and nobody's property. */
export function Cover({ track, size }: { readonly track: Track; readonly size: number }): ReactElement {
  const id = useId();
  const [from, middle, to] = track.cover;
  return (
    <svg className="cover" width={size} height={size} viewBox="0 0 120 120" aria-hidden>
      <defs>
        <linearGradient id={`${id}sky`} x1="0" y1="0" x2="0.7" y2="1">
          <stop offset="0" stopColor={from} />
          <stop offset="0.6" stopColor={middle} />
          <stop offset="1" stopColor={to} />
        </linearGradient>
        <linearGradient id={`${id}glow`} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor={to} />
          <stop offset="1" stopColor={middle} />
        </linearGradient>
      </defs>
      <rect width="120" height="120" fill={`url(#${id}sky)`} />
      <Motif motif={track.motif} from={from} to={to} glow={`url(#${id}glow)`} />
    </svg>
  );
}

interface MotifProps {
  readonly motif: Track["motif"];
  readonly from: string;
  readonly to: string;
  /** A paint from `to` to the middle colour. */
  readonly glow: string;
}

function Motif({ motif, from, to, glow }: MotifProps): ReactElement {
  if (motif === "sun") {
    return (
      <>
        <circle cx="60" cy="62" r="26" fill={glow} />
        {[66, 72, 79, 87].map((y, n) => (
          <rect key={y} x="20" y={y} width="80" height={1.6 + n * 0.9} fill={from} fillOpacity="0.75" />
        ))}
        <path d="M0 92h120v28H0z" fill={from} fillOpacity="0.82" />
        <path d="M56 92h8l26 28H30z" fill={to} fillOpacity="0.35" />
      </>
    );
  }
  if (motif === "rings") {
    return (
      <>
        {[46, 37, 28, 19, 10].map((r, n) => (
          <circle key={r} cx={66 - n * 2.5} cy={64 - n * 3} r={r} fill={to} fillOpacity={0.1 + n * 0.09} />
        ))}
        <circle cx="56" cy="52" r="5" fill={to} />
      </>
    );
  }
  return (
    <>
      <circle cx="84" cy="38" r="13" fill={to} />
      <path d="M0 88l26-30 18 18 28-36 26 34 22-20v66H0z" fill={from} fillOpacity="0.55" />
      <path d="M0 104l34-24 22 16 30-24 34 24v24H0z" fill={from} fillOpacity="0.9" />
    </>
  );
}
