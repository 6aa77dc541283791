import "./fonts.css";

const FACES = ['400 32px "B612"', '700 32px "B612"'];

/**
 * Resolves when both weights of B612 can be drawn with. A page shows itself at once in the fallback font; only what is painted once and kept
 * (a dial's numerals) waits for this, to be painted again.
 */
export async function fontsReady(): Promise<void> {
  await Promise.all(FACES.map((face) => document.fonts.load(face)));
}
