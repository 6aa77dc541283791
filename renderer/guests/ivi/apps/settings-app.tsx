import { mdiRestore, mdiUndo } from "@mdi/js";
import { type ReactElement, type ReactNode, useEffect, useId, useSyncExternalStore } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { useSettings } from "../../../kit/page-settings.ts";
import { units } from "../../../kit/units.ts";
import { recentre } from "../map/map-camera.ts";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import type { CockpitKey } from "../state/keeper.ts";
import { useStore } from "../state/store.ts";
import { languageNames } from "../text/languages.ts";
import { useTexts } from "../text/texts.ts";

/** Pixels a metre. */
const SCALES = { town: 0.26, district: 0.8, street: 1.6 } as const;

export function SettingsApp(): ReactElement {
  const ivi = useIvi();
  // Undo is for what was just done; later it would undo what was chosen since.
  useEffect(() => () => ivi.keeper.dropUndo(), [ivi]);
  return (
    <div className="settings-app">
      <CockpitSettings />
      <MapSettings />
      <Reset />
    </div>
  );
}

/** What every display of the cockpit follows. It comes back as signals, and only then is shown as chosen. */
function CockpitSettings(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const { language, distance, temperature, pressure } = useSettings();
  const theme = useSyncExternalStore(
    (changed) => ivi.keeper.listen(changed),
    () => ivi.keeper.chosen("theme"),
  );
  const choose = (key: CockpitKey, value: string) => () => ivi.keeper.choose(key, value);
  const names = units[language];
  return (
    <>
      <Row title={texts.language}>
        {(["en", "de", "zh", "ar"] as const).map((code) => (
          <Choice key={code} id={`settings-language-${code}`} lang={code} on={language === code} onPress={choose("language", code)}>
            {languageNames[code]}
          </Choice>
        ))}
      </Row>
      <Row title={texts.display}>
        {(["night", "day", "auto"] as const).map((value) => (
          <Choice key={value} id={`settings-display-${value}`} on={(theme ?? "auto") === value} onPress={choose("theme", value)}>
            {value === "auto" ? texts.automatic : texts[value]}
          </Choice>
        ))}
      </Row>
      <Row title={texts.distance}>
        <Choice id="settings-distance-km" on={distance === "km"} onPress={choose("distance-unit", "km")}>
          {names.kilometres}
        </Choice>
        <Choice id="settings-distance-mi" on={distance === "mi"} onPress={choose("distance-unit", "mi")}>
          {names.miles}
        </Choice>
      </Row>
      <Row title={texts.temperature}>
        <Choice id="settings-temperature-c" on={temperature === "C"} onPress={choose("temperature-unit", "C")}>
          {names.celsius}
        </Choice>
        <Choice id="settings-temperature-f" on={temperature === "F"} onPress={choose("temperature-unit", "F")}>
          {names.fahrenheit}
        </Choice>
      </Row>
      <Row title={texts.tyrePressure}>
        {(
          [
            ["bar", names.bar],
            ["kPa", names.kilopascals],
            ["psi", names.psi],
          ] as const
        ).map(([value, name]) => (
          <Choice key={value} id={`settings-pressure-${value}`} on={pressure === value} onPress={choose("pressure-unit", value)}>
            {name}
          </Choice>
        ))}
      </Row>
    </>
  );
}

function MapSettings(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const northUp = useStore(ivi.camera, (value) => value.northUp);
  const zoom = useStore(ivi.camera, (value) => value.zoom);
  return (
    <>
      <Row title={texts.mapDirection}>
        <Choice id="settings-heading-up" on={!northUp} onPress={() => ivi.camera.set((camera) => ({ ...camera, northUp: false }))}>
          {texts.drivingDirection}
        </Choice>
        <Choice id="settings-north-up" on={northUp} onPress={() => ivi.camera.set((camera) => ({ ...camera, northUp: true }))}>
          {texts.north}
        </Choice>
      </Row>
      <Row title={texts.mapScale}>
        {(["town", "district", "street"] as const).map((scale) => (
          <Choice
            key={scale}
            id={`settings-scale-${scale}`}
            on={Math.abs(zoom / SCALES[scale] - 1) < 0.01}
            onPress={() => ivi.camera.set((camera) => ({ ...recentre(camera), zoom: SCALES[scale] }))}
          >
            {texts[scale]}
          </Choice>
        ))}
      </Row>
    </>
  );
}

/** All at once as delivered; until the app is left, it can be taken back. */
function Reset(): ReactElement {
  const { keeper } = useIvi();
  const texts = useTexts();
  const canUndo = useSyncExternalStore(
    (changed) => keeper.listen(changed),
    () => keeper.canUndo,
  );
  return (
    <Row title={texts.resetAll}>
      {/* One button: the finger that has reset by mistake is on the way back already. */}
      <Choice id={canUndo ? "settings-undo" : "settings-reset"} onPress={() => (canUndo ? keeper.undoReset() : keeper.reset())}>
        <Icon path={canUndo ? mdiUndo : mdiRestore} size={32} />
        {canUndo ? texts.undoReset : texts.resetNow}
      </Choice>
    </Row>
  );
}

function Row({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  const id = useId();
  return (
    <section className="card settings-row" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className="choices">{children}</div>
    </section>
  );
}

interface ChoiceProps {
  readonly id: string;
  /** The language that it is written in, where that is not the page's. */
  readonly lang?: string;
  /** Whether it is chosen, where it is one of several. */
  readonly on?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function Choice({ id, lang, on, onPress, children }: ChoiceProps): ReactElement {
  return (
    <Press id={id} className={on === true ? "choice here" : "choice"} {...(on === undefined ? {} : { pressed: on })} onPress={onPress}>
      <span lang={lang}>{children}</span>
    </Press>
  );
}
