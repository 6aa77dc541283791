import { mdiCarCruiseControl } from "@mdi/js";
import { useState, type ReactElement } from "react";
import type { SignalValue } from "../../../protocol/bridge.ts";
import { NO_VALUE, steady, whole } from "../../kit/format.ts";
import { Icon } from "../../kit/icon.tsx";
import { signal, useSignal, useSignalAs } from "../../kit/signals.ts";
import { useStage } from "../../kit/stage.ts";
import { DialFace } from "./dial-face.tsx";
import { engineScale, speedScale, type DialScale } from "./dial-scale.ts";
import { dialScene, SWEPT } from "./dial-scene.ts";
import { gearText, position, POSITIONS } from "./gear.ts";

const speedNeedle = dialScene(speedScale, () => magnitude(signal("Vehicle.Speed")));
const engineNeedle = dialScene(engineScale, () => thousands(signal("Vehicle.Powertrain.CombustionEngine.Speed")));

const sweptPlace = { left: SWEPT.left, top: SWEPT.top };

/** PerformanceMode's values in VSS's order, as the driver reads them; the everyday mode and sport (the selector shows S) say nothing. */
const MODES = ["", "", "Eco", "Snow", "Rain"];

/** Road speed, left: the needle, the number, and the speed that cruise control holds. */
export function SpeedDial(): ReactElement {
  const stage = useStage(SWEPT.width, SWEPT.height, speedNeedle);
  const reached = useSignalAs("Vehicle.Speed", (value) => reachedMark(speedScale, magnitude(value)));
  return (
    <section className="dial dial-left" aria-label="Speed">
      <DialFace scale={speedScale} reached={reached} />
      <div className="readout">
        <SpeedNumber />
        <div className="unit">km/h</div>
      </div>
      <CruiseChip />
      <div className="stage" ref={stage} style={sweptPlace} />
    </section>
  );
}

/** Engine speed, right: the needle, and in its middle the gear and the selector. */
export function EngineDial(): ReactElement {
  const stage = useStage(SWEPT.width, SWEPT.height, engineNeedle);
  const reached = useSignalAs("Vehicle.Powertrain.CombustionEngine.Speed", (value) => reachedMark(engineScale, thousands(value)));
  return (
    <section className="dial dial-right" aria-label="Engine speed and gear">
      <DialFace scale={engineScale} reached={reached} />
      <Gear />
      <div className="stage" ref={stage} style={sweptPlace} />
    </section>
  );
}

function SpeedNumber(): ReactElement {
  const [steadySpeed] = useState(() => {
    let shown: number | undefined;
    return (value: SignalValue) => (shown = steady(shown, magnitude(value)));
  });
  const speed = useSignalAs("Vehicle.Speed", steadySpeed);
  const text = speed === undefined ? NO_VALUE : String(speed);
  return (
    <div className={`number${speed === undefined ? " none" : ""}`} aria-label={`${text} km/h`}>
      {text}
    </div>
  );
}

function CruiseChip(): ReactElement | undefined {
  const active = useSignal("Vehicle.ADAS.CruiseControl.IsActive") === 1;
  const speed = useSignal("Vehicle.ADAS.CruiseControl.SpeedSet");
  if (!active) return undefined;
  return (
    <div className="cruise">
      <Icon path={mdiCarCruiseControl} size={34} label="Cruise control" />
      <span>{whole(speed)}</span>
    </div>
  );
}

function Gear(): ReactElement {
  const selected = useSignal("Vehicle.Powertrain.Transmission.SelectedGear");
  const current = useSignal("Vehicle.Powertrain.Transmission.CurrentGear");
  const mode = useSignal("Vehicle.Powertrain.Transmission.PerformanceMode");
  const text = gearText(selected, current, mode);
  const at = position(selected, mode);
  return (
    <>
      <div className="unit scale">×1000 rpm</div>
      <div className="readout">
        <div className={`number${text === undefined ? " none" : ""}`}>{text ?? NO_VALUE}</div>
        <div className="unit mode">{MODES[mode ?? 0]}</div>
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

function thousands(rpm: SignalValue): SignalValue {
  return rpm === undefined ? undefined : rpm / 1000;
}

/** The highest minor stroke at or below `value`: changes a few times a second at most, unlike the value. -1 is none. */
function reachedMark(scale: DialScale, value: SignalValue): number {
  return value === undefined ? -1 : Math.floor(value / scale.minorStep + 0.02) * scale.minorStep;
}
