import { mdiCarTireAlert, mdiGasStation } from "@mdi/js";
import type { ReactElement } from "react";
import { NO_VALUE } from "../../../kit/format.ts";
import { Icon } from "../../../kit/icon.tsx";
import { measuresFor } from "../../../kit/measures.ts";
import { useSettings } from "../../../kit/page-settings.ts";
import { useSignalAs } from "../../../kit/signals.ts";
import { amount, unitKeys } from "../../../kit/units.ts";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import { fill, useTexts } from "../text/texts.ts";
import { doorIcon } from "./door-icon.ts";
import { useOpenDoors, useTyres } from "./use-body.ts";

/** What the car wants its driver to know: an open door, then a soft tyre, else how far the fuel lasts. */
export function CarTile(): ReactElement {
  const ivi = useIvi();
  return (
    <Press id="tile-car" className="card tile" onPress={() => ivi.open("car")}>
      <CarFact />
    </Press>
  );
}

function CarFact(): ReactElement {
  const open = useOpenDoors();
  const tyres = useTyres();
  const texts = useTexts();
  const settings = useSettings();
  const measures = measuresFor(settings);
  const keys = unitKeys(settings);
  const range = useSignalAs("Vehicle.Powertrain.FuelSystem.Range", measures.odometer);
  const soft = tyres.find((tyre) => tyre.low);
  const door = open[0];
  if (door !== undefined) {
    return (
      <>
        <span className="tile-icon danger">
          <Icon path={doorIcon(door)} size={40} />
        </span>
        <b>{texts.open}</b>
        <span>{open.length > 1 ? fill(texts.doorsOpen, open.length) : texts[door]}</span>
      </>
    );
  }
  if (soft !== undefined) {
    return (
      <>
        <span className="tile-icon warn">
          <Icon path={mdiCarTireAlert} size={40} />
        </span>
        <b>{amount(measures.pressure(soft.pressure), texts[keys.pressure], settings.language)}</b>
        <span>{texts[soft.wheel]}</span>
      </>
    );
  }
  return (
    <>
      <span className="tile-icon">
        <Icon path={mdiGasStation} size={40} />
      </span>
      <b>{amount(range, texts[keys.distance], settings.language)}</b>
      <span>{range === NO_VALUE ? texts.noSignal : texts.range}</span>
    </>
  );
}
