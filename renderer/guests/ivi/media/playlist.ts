/** A tune that is made up while it plays: `seed` and `root` (MIDI) and `minor` decide it. */
export interface Track {
  readonly title: string;
  readonly artist: string;
  /** Whole seconds. */
  readonly length: number;
  readonly bpm: number;
  readonly root: number;
  readonly minor: boolean;
  readonly seed: number;
  /** Three colours of its cover, from the top left to the bottom right. */
  readonly cover: readonly [string, string, string];
  readonly motif: "sun" | "rings" | "peaks";
}

// prettier-ignore
export const playlist: readonly Track[] = [
  { title: "Night Drive", artist: "Argo Navis", length: 245, bpm: 96, root: 45, minor: true, seed: 7, cover: ["#5b35c9", "#d6467c", "#ffb35c"], motif: "sun" },
  { title: "Paper Nautilus", artist: "Argo Navis", length: 218, bpm: 84, root: 48, minor: false, seed: 19, cover: ["#0c4a6e", "#14a3a8", "#f6e7c1"], motif: "rings" },
  { title: "Harbour Lights", artist: "Mira Kessel", length: 197, bpm: 108, root: 43, minor: true, seed: 31, cover: ["#101d42", "#3467c9", "#f2a65a"], motif: "peaks" },
  { title: "Slow Tide", artist: "The Ebb", length: 263, bpm: 72, root: 41, minor: false, seed: 43, cover: ["#053b38", "#1f8a70", "#bedb39"], motif: "rings" },
  { title: "Aurora Ring", artist: "Polar Loop", length: 231, bpm: 100, root: 50, minor: true, seed: 57, cover: ["#071a2f", "#1d6f78", "#8ef0b4"], motif: "peaks" },
  { title: "Glass City", artist: "Null Meridian", length: 204, bpm: 116, root: 46, minor: true, seed: 71, cover: ["#3b0d3f", "#b0285f", "#ff7a59"], motif: "sun" },
];
