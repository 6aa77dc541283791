import { louder, skip, togglePlay } from "../media/player.ts";
import { hangUp } from "../phone/call.ts";
import type { Ivi } from "../state/ivi.ts";

/**
 * What the steering wheel's keys do, by the DOM's names of what dom0 injects (main/electron/keymap.ts). Chromium injects no KEY_PHONE, so the
 * key with the receiver is F9: it ends a call, and without one it shows whom to call.
 */
const actions: Readonly<Record<string, (ivi: Ivi) => void>> = {
  AudioVolumeUp: (ivi) => ivi.play((player) => louder(player, 1)),
  AudioVolumeDown: (ivi) => ivi.play((player) => louder(player, -1)),
  MediaPlayPause: (ivi) => ivi.play(togglePlay),
  MediaTrackNext: (ivi) => ivi.play((player) => skip(player, 1)),
  MediaTrackPrevious: (ivi) => ivi.play((player) => skip(player, -1)),
  F9: (ivi) => {
    const { kind } = ivi.call.get().call;
    if (kind === "dialling" || kind === "talking") ivi.call.set(({ call }) => ({ call: hangUp(call) }));
    else ivi.open("phone");
  },
};

/** Does what a key of the steering wheel asks for; false when it is none. */
export function pressWheelKey(ivi: Ivi, key: string): boolean {
  const action = Object.hasOwn(actions, key) ? actions[key] : undefined;
  action?.(ivi);
  return action !== undefined;
}

/** Listens for the steering wheel's keys. Answers a remove. */
export function listenWheelKeys(page: Document, ivi: Ivi): () => void {
  const listen = (event: KeyboardEvent): void => {
    if (pressWheelKey(ivi, event.key)) event.preventDefault();
  };
  page.addEventListener("keydown", listen);
  return () => page.removeEventListener("keydown", listen);
}
