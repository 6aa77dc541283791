import { mdiBackspaceOutline, mdiPhone } from "@mdi/js";
import { type ReactElement, useState } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import { useTexts } from "../text/texts.ts";
import { dial } from "./call.ts";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;
/** The longest international number (ITU-T E.164), with room for what a service code adds. */
const LONGEST = 18;

export function Keypad(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const [number, setNumber] = useState("");
  const type = (key: string): void => setNumber((typed) => (typed.length < LONGEST ? typed + key : typed));
  const call = (): void => {
    if (number !== "") ivi.call.set({ call: dial(number) });
  };
  return (
    <section className="card keypad" data-testid="phone-keypad">
      <output className={number === "" ? "empty" : "digits"} data-testid="phone-number">
        {number === "" ? texts.enterNumber : number}
      </output>
      <div className="keys">
        {KEYS.map((key) => (
          <Press key={key} id={`phone-key-${key}`} className="key" onPress={() => type(key)}>
            {key}
          </Press>
        ))}
        <i />
        <Press id="phone-dial" className="key dial" label={texts.call} disabled={number === ""} onPress={call}>
          <Icon path={mdiPhone} size={40} />
        </Press>
        <Press
          id="phone-backspace"
          className="key quiet"
          label={texts.deleteDigit}
          disabled={number === ""}
          onPress={() => setNumber(number.slice(0, -1))}
        >
          <Icon path={mdiBackspaceOutline} size={36} />
        </Press>
      </div>
    </section>
  );
}
