/**
 * Keys by three names: the DOM's `code` (what an overlay captures), Linux's KEY_* (what travels on a kbdif ring,
 * linux/input-event-codes.h) and Chromium's accelerator (what injection wants). Characters are those of a US keyboard: the layout is the guest's
 * affair, and a view guest has this one.
 */
export interface Key {
  readonly code: string;
  readonly keycode: number;
  readonly accelerator: string;
  /** What it types, without and with shift; absent when it types nothing. */
  readonly types?: readonly [plain: string, shifted: string];
}

const key = (code: string, keycode: number, accelerator: string, plain?: string, shifted?: string): Key =>
  plain === undefined || shifted === undefined ? { code, keycode, accelerator } : { code, keycode, accelerator, types: [plain, shifted] };

// prettier-ignore
export const keys: readonly Key[] = [
  key("KeyA", 30, "A", "a", "A"),
  key("KeyB", 48, "B", "b", "B"),
  key("KeyC", 46, "C", "c", "C"),
  key("KeyD", 32, "D", "d", "D"),
  key("KeyE", 18, "E", "e", "E"),
  key("KeyF", 33, "F", "f", "F"),
  key("KeyG", 34, "G", "g", "G"),
  key("KeyH", 35, "H", "h", "H"),
  key("KeyI", 23, "I", "i", "I"),
  key("KeyJ", 36, "J", "j", "J"),
  key("KeyK", 37, "K", "k", "K"),
  key("KeyL", 38, "L", "l", "L"),
  key("KeyM", 50, "M", "m", "M"),
  key("KeyN", 49, "N", "n", "N"),
  key("KeyO", 24, "O", "o", "O"),
  key("KeyP", 25, "P", "p", "P"),
  key("KeyQ", 16, "Q", "q", "Q"),
  key("KeyR", 19, "R", "r", "R"),
  key("KeyS", 31, "S", "s", "S"),
  key("KeyT", 20, "T", "t", "T"),
  key("KeyU", 22, "U", "u", "U"),
  key("KeyV", 47, "V", "v", "V"),
  key("KeyW", 17, "W", "w", "W"),
  key("KeyX", 45, "X", "x", "X"),
  key("KeyY", 21, "Y", "y", "Y"),
  key("KeyZ", 44, "Z", "z", "Z"),
  key("Digit0", 11, "0", "0", ")"),
  key("Digit1", 2, "1", "1", "!"),
  key("Digit2", 3, "2", "2", "@"),
  key("Digit3", 4, "3", "3", "#"),
  key("Digit4", 5, "4", "4", "$"),
  key("Digit5", 6, "5", "5", "%"),
  key("Digit6", 7, "6", "6", "^"),
  key("Digit7", 8, "7", "7", "&"),
  key("Digit8", 9, "8", "8", "*"),
  key("Digit9", 10, "9", "9", "("),
  key("F1", 59, "F1"),
  key("F2", 60, "F2"),
  key("F3", 61, "F3"),
  key("F4", 62, "F4"),
  key("F5", 63, "F5"),
  key("F6", 64, "F6"),
  key("F7", 65, "F7"),
  key("F8", 66, "F8"),
  key("F9", 67, "F9"),
  key("F10", 68, "F10"),
  key("F11", 87, "F11"),
  key("F12", 88, "F12"),
  key("ArrowUp", 103, "Up"),
  key("ArrowDown", 108, "Down"),
  key("ArrowLeft", 105, "Left"),
  key("ArrowRight", 106, "Right"),
  key("Enter", 28, "Return", "\r", "\r"),
  key("NumpadEnter", 96, "Return", "\r", "\r"),
  key("Escape", 1, "Escape"),
  key("Tab", 15, "Tab"),
  key("Space", 57, "Space", " ", " "),
  key("Backspace", 14, "Backspace"),
  key("Delete", 111, "Delete"),
  key("Insert", 110, "Insert"),
  key("Home", 102, "Home"),
  key("End", 107, "End"),
  key("PageUp", 104, "PageUp"),
  key("PageDown", 109, "PageDown"),
  key("ShiftLeft", 42, "Shift"),
  key("ShiftRight", 54, "Shift"),
  key("ControlLeft", 29, "Control"),
  key("ControlRight", 97, "Control"),
  key("AltLeft", 56, "Alt"),
  key("AltRight", 100, "Alt"),
  key("Minus", 12, "-", "-", "_"),
  key("Equal", 13, "=", "=", "+"),
  key("BracketLeft", 26, "[", "[", "{"),
  key("BracketRight", 27, "]", "]", "}"),
  key("Backslash", 43, "\\", "\\", "|"),
  key("Semicolon", 39, ";", ";", ":"),
  key("Quote", 40, "'", "'", "\""),
  key("Backquote", 41, "`", "`", "~"),
  key("Comma", 51, ",", ",", "<"),
  key("Period", 52, ".", ".", ">"),
  key("Slash", 53, "/", "/", "?"),
  key("AudioVolumeUp", 115, "VolumeUp"),
  key("AudioVolumeDown", 114, "VolumeDown"),
  key("AudioVolumeMute", 113, "VolumeMute"),
  key("MediaPlayPause", 164, "MediaPlayPause"),
  key("MediaTrackNext", 163, "MediaNextTrack"),
  key("MediaTrackPrevious", 165, "MediaPreviousTrack"),
];

const byCode = new Map(keys.map((k) => [k.code, k]));
const byKeycode = new Map(keys.map((k) => [k.keycode, k]));

export const keyOfCode = (code: string): Key | undefined => byCode.get(code);
export const keyOfKeycode = (keycode: number): Key | undefined => byKeycode.get(keycode);

/** Mouse buttons as evdev has them, in the DOM's order: left, middle, right (BTN_LEFT, BTN_MIDDLE, BTN_RIGHT). */
export const BTN = [0x110, 0x112, 0x111] as const;
