import { mdiCarCruiseControl } from "@mdi/js";
import { useState, type ReactElement } from "react";
import type { SignalValue } from "../../../protocol/bridge.ts";
import { NO_VALUE, steady } from "../../kit/format.ts";
import { Icon } from "../../kit/icon.tsx";
import { KM_PER_MILE, measuresFor } from "../../kit/measures.ts";
import { useSettings } from "../../kit/page-settings.ts";
import { signal, useSignal, useSignalAs } from "../../kit/signals.ts";
import { useStage } from "../../kit/stage.ts";
import { unitKeys } from "../../kit/units.ts";
import { DialFace } from "./dial-face.tsx";
import { engineScale, speedScales, type DialScale } from "./dial-scale.ts";
import { dialScene, SWEPT } from "./dial-scene.ts";
import { gearText, position, POSITIONS } from "./gear.ts";
import { SpeedLimit } from "./speed-limit.tsx";
import { useTexts, type TextKey } from "./text/texts.ts";

const speedNeedles = {
  km: dialScene(speedScales.km, () => magnitude(signal("Vehicle.Speed"))),
  mi: dialScene(speedScales.mi, () => milesPerHour(magnitude(signal("Vehicle.Speed")))),
};
const engineNeedle = dialScene(engineScale, () => thousands(signal("Vehicle.Powertrain.CombustionEngine.Speed")));

/** PerformanceMode's values in VSS's order, as the driver reads them; the everyday mode and sport (the selector shows S) say nothing. */
const MODES: readonly (TextKey | undefined)[] = [undefined, undefined, "eco", "snow", "rain"];

/** Road speed, left: the needle, the number, and the speed that cruise control holds. */
export function SpeedDial(): ReactElement {
  const settings = useSettings();
  const texts = useTexts();
  const scale = speedScales[settings.distance];
  const stage = useStage(SWEPT.width, SWEPT.height, speedNeedles[settings.distance]);
  const reached = useSignalAs("Vehicle.Speed", (value) => reachedMark(scale, measuresFor(settings).speed(magnitude(value))));
  return (
    <section className="dial dial-left" aria-label={texts.speed}>
      <DialFace scale={scale} reached={reached} />
      <div className="readout">
        <SpeedNumber key={settings.distance} />
        <div className="unit">{texts[unitKeys(settings).speed]}</div>
      </div>
      <div className="limits">
        <SpeedLimit />
        <CruiseChip />
      </div>
      <div className="stage" ref={stage} style={SWEPT} />
    </section>
  );
}

/** Engine speed, right: the needle, and in its middle the gear and the selector. */
export function EngineDial(): ReactElement {
  const texts = useTexts();
  const stage = useStage(SWEPT.width, SWEPT.height, engineNeedle);
  const reached = useSignalAs("Vehicle.Powertrain.CombustionEngine.Speed", (value) => reachedMark(engineScale, thousands(value)));
  return (
    <section className="dial dial-right" aria-label={texts.engine}>
      <DialFace scale={engineScale} reached={reached} />
      <Gear />
      <div className="stage" ref={stage} style={SWEPT} />
    </section>
  );
}

/** Made anew for another unit: what was shown in the old one must not hold the new one back. */
function SpeedNumber(): ReactElement {
  const settings = useSettings();
  const texts = useTexts();
  const { speed: inUnit } = measuresFor(settings);
  const [steadySpeed] = useState(() => {
    let shown: number | undefined;
    return (value: SignalValue) => (shown = steady(shown, inUnit(magnitude(value))));
  });
  const speed = useSignalAs("Vehicle.Speed", steadySpeed);
  const text = speed === undefined ? NO_VALUE : String(speed);
  return (
    <div className={`number${speed === undefined ? " none" : ""}`} aria-label={`${text} ${texts[unitKeys(settings).speed]}`}>
      {text}
    </div>
  );
}

/** Green with the speed that is held; grey while it only stands ready. VSS knows no speed limiter, so there is none here. */
function CruiseChip(): ReactElement | undefined {
  const active = useSignal("Vehicle.ADAS.CruiseControl.IsActive") === 1;
  const ready = useSignal("Vehicle.ADAS.CruiseControl.IsEnabled") === 1;
  const held = useSignal("Vehicle.ADAS.CruiseControl.SpeedSet");
  const measures = measuresFor(useSettings());
  const texts = useTexts();
  if (!active && !ready) return undefined;
  return (
    <div className={active ? "cruise" : "cruise ready"}>
      <Icon path={mdiCarCruiseControl} size={34} label={active ? texts.cruiseOn : texts.cruiseReady} />
      {active || held !== undefined ? <span className="digits">{measures.whole(measures.speed(held))}</span> : undefined}
    </div>
  );
}

function Gear(): ReactElement {
  const selected = useSignal("Vehicle.Powertrain.Transmission.SelectedGear");
  const current = useSignal("Vehicle.Powertrain.Transmission.CurrentGear");
  const mode = useSignal("Vehicle.Powertrain.Transmission.PerformanceMode");
  const texts = useTexts();
  const text = gearText(selected, current, mode);
  const at = position(selected, mode);
  const named = MODES[mode ?? 0];
  return (
    <>
      <div className="unit scale">{texts.thousandRpm}</div>
      <div className="readout">
        <div className={`number${text === undefined ? " none" : ""}`}>{text ?? NO_VALUE}</div>
        <div className="unit mode">{named && texts[named]}</div>
      </div>
      <div className="selector">
        {POSITIONS.map((place) => (
          <span key={place} className={place === at ? "at" : ""}>
            {place}
          </span>
        ))}
      </div>
    </>
  );
}

function magnitude(value: SignalValue): SignalValue {
  return value === undefined ? undefined : Math.abs(value);
}

function milesPerHour(kmh: SignalValue): SignalValue {
  return kmh === undefined ? undefined : kmh / KM_PER_MILE;
}

function thousands(rpm: SignalValue): SignalValue {
  return rpm === undefined ? undefined : rpm / 1000;
}

/** The highest minor stroke at or below `value`: changes a few times a second at most, unlike the value. -1 is none. */
function reachedMark(scale: DialScale, value: SignalValue): number {
  return value === undefined ? -1 : Math.floor(value / scale.minorStep + 0.02) * scale.minorStep;
}
