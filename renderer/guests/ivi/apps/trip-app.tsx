import type { ReactElement } from "react";
import { measuresFor } from "../../../kit/measures.ts";
import { useSettings } from "../../../kit/page-settings.ts";
import { amount, unitKeys } from "../../../kit/units.ts";
import { playTime } from "../media/player.ts";
import { usePortrait } from "../shell/portrait.ts";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { averageSpeed, SAMPLE_MS, SAMPLES } from "../state/trip.ts";
import { fill, useTexts } from "../text/texts.ts";

/** The chart's own units, px where the card is as wide as it is drawn for. */
const LANDSCAPE = { width: 1040, height: 262 };
const PORTRAIT = { width: 940, height: 928 };
/** Left of the chart for its speeds, and below it for its times. */
const MARGIN = { left: 72, right: 8, top: 14, bottom: 46 };

const MINUTES = Math.round((SAMPLES * SAMPLE_MS) / 60_000);

/** What this drive has been: distance, time, speeds, and the last minutes as a curve. */
export function TripApp(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const settings = useSettings();
  const keys = unitKeys(settings);
  const measures = measuresFor(settings);
  const distance = useStore(ivi.trip, (trip) => measures.trip(trip.metres));
  const driven = useStore(ivi.trip, (trip) => playTime(trip.drivenMs));
  const average = useStore(ivi.trip, (trip) => measures.whole(measures.speed(averageSpeed(trip))));
  const fastest = useStore(ivi.trip, (trip) => measures.whole(measures.speed(trip.fastest)));
  return (
    <div className="trip-app">
      <Fact name={texts.distance} value={distance} unit={texts[keys.distance]} />
      <Fact name={texts.inMotion} value={driven} unit={texts.minutes} />
      <Fact name={texts.average} value={average} unit={texts[keys.speed]} />
      <Fact name={texts.fastest} value={fastest} unit={texts[keys.speed]} />
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
  const texts = useTexts();
  const settings = useSettings();
  const measures = measuresFor(settings);
  const { width, height } = usePortrait() ? PORTRAIT : LANDSCAPE;
  const recorded = useStore(ivi.trip, (trip) => trip.samples);
  const samples = recorded.map(measures.speed);
  const top = Math.max(60, Math.ceil(Math.max(0, ...samples.map((value) => value ?? 0)) / 20) * 20);
  const times = Array.from({ length: MINUTES + 1 }, (_, n) => n - MINUTES);
  const x = (n: number): number => width - ((samples.length - 1 - n) * width) / (SAMPLES - 1);
  const y = (value: number): number => height - (value / top) * height;
  // A gap in the signal is a gap in the curve: a new stroke begins behind it.
  const line = samples
    .map((value, n) => (value === undefined ? "" : `${samples[n - 1] === undefined ? "M" : "L"}${x(n).toFixed(1)} ${y(value).toFixed(1)}`))
    .join("");
  return (
    <section className="card trip-curve">
      <h2>
        {fill(texts.speedLastMinutes, MINUTES)} <span className="unit">{texts[unitKeys(settings).speed]}</span>
      </h2>
      <svg
        viewBox={`${-MARGIN.left} ${-MARGIN.top} ${MARGIN.left + width + MARGIN.right} ${MARGIN.top + height + MARGIN.bottom}`}
        role="img"
        aria-label={texts.speedOverTime}
      >
        {[0, top / 2, top].map((value) => (
          <g key={value}>
            <path className="grid" d={`M0 ${y(value)}H${width}`} />
            <text x={-12} y={y(value) + 7} textAnchor="end">
              {value}
            </text>
          </g>
        ))}
        {times.map((minutes) => (
          <text key={minutes} x={width + (minutes * width) / MINUTES} y={height + 38} textAnchor={anchorOf(minutes)}>
            {amount(measures.whole(minutes), texts.minutes, settings.language)}
          </text>
        ))}
        <path className="curve" d={line} />
      </svg>
    </section>
  );
}

/** Times stand below their place, the first and the last within the chart. */
function anchorOf(minutes: number): "start" | "middle" | "end" {
  if (minutes === 0) return "end";
  return minutes === -MINUTES ? "start" : "middle";
}
