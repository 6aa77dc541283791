import { mdiBackspaceOutline, mdiKeyboardSpace } from "@mdi/js";
import { type ReactElement, useState } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { useSettings } from "../../../kit/page-settings.ts";
import { Press } from "../shell/press.tsx";
import { useTexts } from "../text/texts.ts";
import { layouts, scripts } from "./layouts.ts";

export interface KeyboardProps {
  readonly onType: (letter: string) => void;
  readonly onDelete: () => void;
}

/** The driver's language's letters, each a target of its own for finger and knob. It is there only while nothing is locked. */
export function Keyboard({ onType, onDelete }: KeyboardProps): ReactElement {
  const texts = useTexts();
  const { language } = useSettings();
  const [foreign, setForeign] = useState(false);
  const script = scripts[language];
  const rows = foreign && script ? script.latin : layouts[language];
  return (
    <div className="keyboard" role="group" aria-label={texts.keyboard}>
      {rows.map((row) => (
        <div key={row.join("")}>
          {row.map((letter) => (
            <Press key={letter} id={`key-${letter}`} className="key" onPress={() => onType(letter)}>
              {letter}
            </Press>
          ))}
        </div>
      ))}
      <div>
        {script && (
          <Press id="key-script" className="key script" onPress={() => setForeign(!foreign)}>
            <bdi>{foreign ? script.back : script.toLatin}</bdi>
          </Press>
        )}
        <Press id="key-space" className="key space" label={texts.space} onPress={() => onType(" ")}>
          <Icon path={mdiKeyboardSpace} size={36} />
        </Press>
        <Press id="key-backspace" className="key script" label={texts.deleteLetter} onPress={onDelete}>
          <Icon path={mdiBackspaceOutline} size={36} />
        </Press>
      </div>
    </div>
  );
}
