import type { ReactElement, ReactNode } from "react";
import { recentre, startingCamera } from "../map/map-camera.ts";
import { Press } from "../shell/press.tsx";
import { type Display, useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";

const displays: readonly (readonly [Display, string])[] = [
  ["night", "Night"],
  ["day", "Day"],
  ["auto", "With the lights"],
];

export function SettingsApp(): ReactElement {
  const ivi = useIvi();
  const display = useStore(ivi.settings, (value) => value.display);
  const northUp = useStore(ivi.camera, (value) => value.northUp);
  const zoom = useStore(ivi.camera, (value) => value.zoom);
  return (
    <div className="settings-app">
      <Row title="Display" note="The palette of this screen">
        {displays.map(([value, text]) => (
          <Choice key={value} id={`settings-display-${value}`} on={display === value} onPress={() => ivi.settings.set({ display: value })}>
            {text}
          </Choice>
        ))}
      </Row>
      <Row title="Map direction" note="What is up on the map">
        <Choice id="settings-heading-up" on={!northUp} onPress={() => ivi.camera.set((camera) => ({ ...camera, northUp: false }))}>
          Driving direction
        </Choice>
        <Choice id="settings-north-up" on={northUp} onPress={() => ivi.camera.set((camera) => ({ ...camera, northUp: true }))}>
          North
        </Choice>
      </Row>
      <Row title="Map scale" note="How much of the way ahead is shown">
        {(
          [
            ["Town", 0.26],
            ["District", 0.8],
            ["Street", 1.6],
          ] as const
        ).map(([text, value]) => (
          <Choice
            key={text}
            id={`settings-scale-${text.toLowerCase()}`}
            on={Math.abs(zoom / value - 1) < 0.01}
            onPress={() => ivi.camera.set((camera) => ({ ...recentre(camera), zoom: value }))}
          >
            {text}
          </Choice>
        ))}
      </Row>
      <Row title="Reset" note="Display and map as delivered">
        <Choice
          id="settings-reset"
          on={false}
          onPress={() => {
            ivi.settings.set({ display: "night" });
            ivi.camera.set(startingCamera);
          }}
        >
          Reset now
        </Choice>
      </Row>
    </div>
  );
}

function Row({ title, note, children }: { readonly title: string; readonly note: string; readonly children: ReactNode }): ReactElement {
  return (
    <section className="card settings-row">
      <span className="titles">
        <b>{title}</b>
        <span>{note}</span>
      </span>
      <div className="choices">{children}</div>
    </section>
  );
}

interface ChoiceProps {
  readonly id: string;
  readonly on: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function Choice({ id, on, onPress, children }: ChoiceProps): ReactElement {
  return (
    <Press id={id} className={on ? "choice here" : "choice"} pressed={on} onPress={onPress}>
      {children}
    </Press>
  );
}
