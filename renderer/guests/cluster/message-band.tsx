import {
  mdiAirbag,
  mdiCarBattery,
  mdiCarBrakeAbs,
  mdiCarBrakeAlert,
  mdiCarBrakeParking,
  mdiCarDoor,
  mdiCarEsp,
  mdiCarTireAlert,
  mdiCoolantTemperature,
  mdiGasStation,
  mdiLanDisconnect,
  mdiOil,
  mdiSeatbelt,
  mdiSnowflakeAlert,
} from "@mdi/js";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore, type ReactElement } from "react";
import { frames } from "../../kit/frame.ts";
import { Icon } from "../../kit/icon.tsx";
import { signal, signals } from "../../kit/signals.ts";
import { messageSignals, topMessage, type Message, type MessageIcon } from "./messages.ts";

const icons: Readonly<Record<MessageIcon, string>> = {
  airbag: mdiAirbag,
  brake: mdiCarBrakeAlert,
  oil: mdiOil,
  coolant: mdiCoolantTemperature,
  parking: mdiCarBrakeParking,
  door: mdiCarDoor,
  belt: mdiSeatbelt,
  tyre: mdiCarTireAlert,
  esc: mdiCarEsp,
  abs: mdiCarBrakeAbs,
  battery: mdiCarBattery,
  fuel: mdiGasStation,
  ice: mdiSnowflakeAlert,
  data: mdiLanDisconnect,
};

/** A page that has just started has no signals yet; only after this long is that worth a message. */
const STARTING_MS = 1500;

/** The one message that matters most, bottom centre; nothing when all is well. */
export function MessageBand(): ReactElement | undefined {
  const message = useTopMessage();
  const starting = useStarting();
  if (!message || (starting && message.icon === "data")) return undefined;
  return (
    // A new element for a new message, so that it comes in anew.
    <div key={message.id} className={`message ${message.level}`} role={message.level === "danger" ? "alert" : "status"}>
      <Icon path={icons[message.icon]} size={44} />
      <strong>{message.text}</strong>
      {message.detail === undefined ? undefined : <span className="digits">{message.detail}</span>}
    </div>
  );
}

function useStarting(): boolean {
  const [starting, setStarting] = useState(true);
  useEffect(() => {
    let since: number | undefined;
    const remove = frames().add((at) => {
      since ??= at;
      if (at - since < STARTING_MS) return;
      remove();
      setStarting(false);
    });
    return remove;
  }, []);
  return starting;
}

function useTopMessage(): Message | undefined {
  const shown = useRef<Message | undefined>(undefined);
  const listen = useCallback((changed: () => void) => {
    const unlisten = messageSignals.map((path) => signals().listen(path, changed));
    return () => unlisten.forEach((stop) => stop());
  }, []);
  const current = useCallback(() => {
    const next = topMessage(signal);
    // The same words are the same message: a new object each time would render for ever.
    if (next?.id !== shown.current?.id || next?.text !== shown.current?.text || next?.detail !== shown.current?.detail)
      shown.current = next;
    return shown.current;
  }, []);
  return useSyncExternalStore(listen, current);
}
