import type { ReactElement } from "react";
import { oneDecimal, whole } from "../../../kit/format.ts";
import { playTime } from "../media/player.ts";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { averageSpeed, SAMPLE_MS, SAMPLES } from "../state/trip.ts";

const WIDTH = 1040;
const HEIGHT = 294;

/** What this drive has been: distance, time, speeds, and the last minutes as a curve. */
export function TripApp(): ReactElement {
  const ivi = useIvi();
  const distance = useStore(ivi.trip, (trip) => oneDecimal(Math.floor(trip.metres / 100) / 10));
  const driven = useStore(ivi.trip, (trip) => playTime(trip.drivenMs));
  const average = useStore(ivi.trip, (trip) => whole(averageSpeed(trip)));
  const fastest = useStore(ivi.trip, (trip) => whole(trip.fastest));
  return (
    <div className="trip-app">
      <Fact name="Distance" value={distance} unit="km" />
      <Fact name="In motion" value={driven} unit="min" />
      <Fact name="Average" value={average} unit="km/h" />
      <Fact name="Fastest" value={fastest} unit="km/h" />
      <Curve />
    </div>
  );
}

function Fact({ name, value, unit }: { readonly name: string; readonly value: string; readonly unit: string }): ReactElement {
  return (
    <section className="card figure">
      <span>{name}</span>
      <p>
        <b className="digits">{value}</b> {unit}
      </p>
    </section>
  );
}

function Curve(): ReactElement {
  const ivi = useIvi();
  const samples = useStore(ivi.trip, (trip) => trip.samples);
  const top = Math.max(60, Math.ceil(Math.max(0, ...samples.map((value) => value ?? 0)) / 20) * 20);
  const x = (n: number): number => WIDTH - ((samples.length - 1 - n) * WIDTH) / (SAMPLES - 1);
  const y = (value: number): number => HEIGHT - (value / top) * HEIGHT;
  // A gap in the signal is a gap in the curve: a new stroke begins behind it.
  const line = samples
    .map((value, n) => (value === undefined ? "" : `${samples[n - 1] === undefined ? "M" : "L"}${x(n).toFixed(1)} ${y(value).toFixed(1)}`))
    .join("");
  return (
    <section className="card trip-curve">
      <h2>Speed, last {Math.round((SAMPLES * SAMPLE_MS) / 60_000)} minutes</h2>
      <svg viewBox={`-56 -14 ${WIDTH + 64} ${HEIGHT + 28}`} width={WIDTH + 64} height={HEIGHT + 28} role="img" aria-label="Speed over time">
        {[0, top / 2, top].map((value) => (
          <g key={value}>
            <path className="grid" d={`M0 ${y(value)}H${WIDTH}`} />
            <text x={-12} y={y(value) + 7} textAnchor="end">
              {value}
            </text>
          </g>
        ))}
        <path className="curve" d={line} />
      </svg>
    </section>
  );
}
