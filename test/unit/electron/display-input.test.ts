import { describe, expect, test } from "vitest";
import { DisplayInput, type Chord } from "../../../main/electron/display-input.ts";

function aDisplay(options: { drives?: boolean; contacts?: number } = {}) {
  const guest: unknown[] = [];
  const dom0: unknown[] = [];
  const input = new DisplayInput({
    width: 1280,
    height: 800,
    contacts: options.contacts ?? 10,
    guest: {
      key: (keycode, pressed) => guest.push(["key", keycode, pressed]),
      pointer: (x, y, wheel) => guest.push(["pointer", x, y, wheel]),
      touch: (phase, contact, x, y, ellipse) => guest.push(["touch", phase, contact, x, y, ...(ellipse ? [ellipse] : [])]),
    },
    onChord: (chord: Chord) => dom0.push(chord),
    ...(options.drives
      ? {
          onDriveKey: (code: string, pressed: boolean) => {
            if (code !== "ArrowUp") return false;
            dom0.push([code, pressed]);
            return true;
          },
        }
      : {}),
  });
  input.open = true;
  return { input, guest, dom0 };
}

describe("input of a display", () => {
  test("a key reaches the guest as its evdev code, pressed and released", () => {
    const { input, guest } = aDisplay();
    input.take(["key", "Enter", true, false]);
    input.take(["key", "Enter", false, false]);
    expect(guest).toEqual([
      ["key", 28, true],
      ["key", 28, false],
    ]);
  });

  test("a covered guest gets nothing, and what was pressed in it is released when the cover comes", () => {
    const { input, guest } = aDisplay();
    input.take(["key", "KeyA", true, false]);
    input.take(["touch", "down", 77, 10, 20]);
    input.open = false;
    input.take(["key", "KeyB", true, false]);
    input.take(["pointer", 5, 5]);
    expect(guest).toEqual([
      ["key", 30, true],
      ["touch", "down", 0, 10, 20],
      ["key", 30, false],
      ["touch", "up", 0, 0, 0],
    ]);
  });

  test("a release whose press went elsewhere does not reach the guest", () => {
    const { input, guest } = aDisplay();
    input.take(["key", "KeyA", false, false]);
    expect(guest).toEqual([]);
  });

  test("dom0's chord does not reach the guest, nor does its release", () => {
    const { input, guest, dom0 } = aDisplay();
    input.take(["key", "KeyK", true, true]);
    input.take(["key", "KeyK", false, false]);
    expect({ guest, dom0 }).toEqual({ guest: [], dom0: ["crash"] });
  });

  test("driving keys of the driver's display stay in dom0; on another display they are the guest's", () => {
    const driver = aDisplay({ drives: true });
    driver.input.take(["key", "ArrowUp", true, false]);
    driver.input.take(["key", "ArrowUp", false, false]);
    driver.input.take(["key", "KeyA", true, false]);
    expect({ guest: driver.guest, dom0: driver.dom0 }).toEqual({
      guest: [["key", 30, true]],
      dom0: [
        ["ArrowUp", true],
        ["ArrowUp", false],
      ],
    });
    const other = aDisplay();
    other.input.take(["key", "ArrowUp", true, false]);
    expect(other.guest).toEqual([["key", 103, true]]);
  });

  test("two fingers are two contacts, a lifted one's number is used again, and one too many is ignored", () => {
    const { input, guest } = aDisplay({ contacts: 2 });
    input.take(["touch", "down", 11, 1, 1]);
    input.take(["touch", "down", 12, 2, 2]);
    input.take(["touch", "down", 13, 3, 3]);
    input.take(["touch", "up", 11, 1, 1]);
    input.take(["touch", "down", 14, 4, 4]);
    expect(guest).toEqual([
      ["touch", "down", 0, 1, 1],
      ["touch", "down", 1, 2, 2],
      ["touch", "up", 0, 1, 1],
      ["touch", "down", 0, 4, 4],
    ]);
  });

  test("a position outside the display is held at its edge", () => {
    const { input, guest } = aDisplay();
    input.take(["pointer", -5, 9000]);
    expect(guest).toEqual([["pointer", 0, 799, 0]]);
  });

  test("losing the focus releases what is held", () => {
    const { input, guest } = aDisplay();
    input.take(["button", 0, true, 3, 4]);
    input.take(["blur"]);
    expect(guest).toEqual([
      ["pointer", 3, 4, 0],
      ["key", 0x110, true],
      ["key", 0x110, false],
    ]);
  });

  test("a finger's ellipse goes to the guest as it came", () => {
    const { input, guest } = aDisplay();
    input.take(["touch", "down", 77, 10, 20, [5, 8, 30]]);
    input.take(["touch", "motion", 77, 11, 20, [6, 8, 31]]);
    expect(guest).toEqual([
      ["touch", "down", 0, 10, 20, [5, 8, 30]],
      ["touch", "motion", 0, 11, 20, [6, 8, 31]],
    ]);
  });
});
