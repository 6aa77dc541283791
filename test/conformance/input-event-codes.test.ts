import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { BTN, keys } from "../../main/electron/keymap.ts";

const header = readFileSync("/usr/include/linux/input-event-codes.h", "utf8");
const named = new Map(
  [...header.matchAll(/^#define ((?:KEY|BTN)_\w+)\s+(0x[0-9a-f]+|\d+)\b/gm)].map(([, name, value]) => [name, Number(value)]),
);

/** The kernel's name of a DOM code, where the two do not spell it alike. */
const spelled: Readonly<Record<string, string>> = {
  ArrowUp: "UP", ArrowDown: "DOWN", ArrowLeft: "LEFT", ArrowRight: "RIGHT", NumpadEnter: "KPENTER", Escape: "ESC",
  ShiftLeft: "LEFTSHIFT", ShiftRight: "RIGHTSHIFT", ControlLeft: "LEFTCTRL", ControlRight: "RIGHTCTRL", AltLeft: "LEFTALT", AltRight: "RIGHTALT",
  BracketLeft: "LEFTBRACE", BracketRight: "RIGHTBRACE", Quote: "APOSTROPHE", Backquote: "GRAVE", Period: "DOT",
  AudioVolumeUp: "VOLUMEUP", AudioVolumeDown: "VOLUMEDOWN", AudioVolumeMute: "MUTE",
  MediaPlayPause: "PLAYPAUSE", MediaTrackNext: "NEXTSONG", MediaTrackPrevious: "PREVIOUSSONG",
}; // prettier-ignore

test.each(keys)("$code is the kernel's KEY_ of that name", ({ code, keycode }) => {
  const name = `KEY_${spelled[code] ?? code.replace(/^(Key|Digit)/, "").toUpperCase()}`;
  expect({ name, keycode }).toEqual({ name, keycode: named.get(name) });
});

test("the mouse buttons are the kernel's, in the DOM's order", () => {
  expect([...BTN]).toEqual(["BTN_LEFT", "BTN_MIDDLE", "BTN_RIGHT"].map((name) => named.get(name)));
});
