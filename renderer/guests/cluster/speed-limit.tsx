import { useState, type ReactElement } from "react";
import type { SignalValue } from "../../../protocol/bridge.ts";
import { measuresFor } from "../../kit/measures.ts";
import { useSettings } from "../../kit/page-settings.ts";
import { useSignalAs } from "../../kit/signals.ts";
import { useTold } from "../../kit/told.ts";
import { unitKeys } from "../../kit/units.ts";
import { overLimit } from "./overspeed.ts";
import { useTexts } from "./text/texts.ts";

const SIZE = 68;

/** The sign that the road has (Vienna Convention, C,14 and C,17a), in the unit that the dial is in; nothing where nobody tells. */
export function SpeedLimit(): ReactElement | undefined {
  const limit = useTold("speed-limit")?.kmh;
  if (limit === undefined) return undefined;
  return limit === "none" ? <Unlimited /> : <Limited key={limit} kmh={limit} />;
}

/** Made anew for another limit: whether the old one was exceeded says nothing. */
function Limited({ kmh }: { readonly kmh: number }): ReactElement {
  const settings = useSettings();
  const texts = useTexts();
  const measures = measuresFor(settings);
  const [judge] = useState(() => {
    let over = false;
    return (speed: SignalValue) => (over = overLimit(over, speed, kmh));
  });
  const over = useSignalAs("Vehicle.Speed", judge);
  const number = measures.whole(measures.speed(kmh));
  const unit = texts[unitKeys(settings).speed];
  return (
    <div className={over ? "limit over" : "limit"} role="img" aria-label={`${texts.speedLimit} ${number} ${unit}`}>
      <svg width={SIZE} height={SIZE} viewBox="-34 -34 68 68" aria-hidden>
        <circle className="sign-face" r={29.5} />
        <text className={number.length > 2 ? "sign-number long" : "sign-number"} dy="0.36em" textAnchor="middle">
          {number}
        </text>
      </svg>
      {settings.distance === "mi" ? <small>{unit}</small> : undefined}
    </div>
  );
}

function Unlimited(): ReactElement {
  const texts = useTexts();
  return (
    <div className="limit" role="img" aria-label={texts.noSpeedLimit}>
      <svg width={SIZE} height={SIZE} viewBox="-34 -34 68 68" aria-hidden>
        <circle className="sign-face free" r={31} />
        <path className="sign-bars" d="M-25 14L14-25M-22 20L20-22M-18 25L25-18M-13 28.5L28.5-13M-28.5 8L8-28.5" />
      </svg>
    </div>
  );
}
