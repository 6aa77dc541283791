import type { Theme } from "../../../kit/theme.ts";

/** The map's colours. They are its own: a map needs more near-equal tones than the page has tokens. */
export interface MapPalette {
  readonly ground: string;
  readonly bank: string;
  readonly water: string;
  readonly park: string;
  readonly tree: string;
  readonly building: string;
  readonly courtyard: string;
  readonly street: string;
  readonly casing: string;
  readonly arterial: string;
  readonly railway: string;
  readonly label: string;
  readonly halo: string;
  readonly route: string;
  readonly routeCasing: string;
  readonly driven: string;
  readonly arrow: string;
  readonly marker: string;
  readonly markerRing: string;
  readonly destination: string;
}

export const mapPalettes: Readonly<Record<Theme, MapPalette>> = {
  night: {
    ground: "#0d141e",
    bank: "#0f1f20",
    water: "#15334f",
    park: "#12291f",
    tree: "#193628",
    building: "#162130",
    courtyard: "#0f1722",
    street: "#223043",
    casing: "#0a1018",
    arterial: "#32445a",
    railway: "#3a4757",
    label: "#b4c3d3",
    halo: "#0a1119",
    route: "#36d1c4",
    routeCasing: "#0a3f42",
    driven: "#2c535c",
    arrow: "#f2f5f9",
    marker: "#0a1119",
    markerRing: "#f2f5f9",
    destination: "#ff453a",
  },
  day: {
    ground: "#eaeef1",
    bank: "#d7e8d2",
    water: "#a6cceb",
    park: "#cde6c6",
    tree: "#b3d7a9",
    building: "#dbe1e6",
    courtyard: "#e5eaee",
    street: "#ffffff",
    casing: "#bcc7d2",
    arterial: "#ffffff",
    railway: "#aab5c0",
    label: "#2b3c4e",
    halo: "#ffffff",
    route: "#00857b",
    routeCasing: "#ffffff",
    driven: "#8fb9b5",
    arrow: "#0b1520",
    marker: "#ffffff",
    markerRing: "#0b1520",
    destination: "#c4160f",
  },
};
