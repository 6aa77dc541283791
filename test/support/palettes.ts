/** The two palettes that style sheets state, and how far two of their colours are apart. */

export type Palette = Readonly<Record<string, string | undefined>>;

/** By name, without the dashes. A later sheet overrules an earlier one, and day overrules night. */
export function palettesOf(...sheets: readonly string[]): { readonly night: Palette; readonly day: Palette } {
  const night = Object.assign({}, ...sheets.map((css) => colours(css, /:root \{([^}]*)\}/))) as Palette;
  const day = Object.assign({}, night, ...sheets.map((css) => colours(css, /:root\[data-theme="day"\] \{([^}]*)\}/))) as Palette;
  return { night, day };
}

function colours(css: string, block: RegExp): Palette {
  const body = block.exec(css)?.[1] ?? "";
  return Object.fromEntries([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name ?? "", value]));
}

/** WCAG's ratio of relative luminances, which ISO 15008's is close to. NaN where a colour is not there. */
export function contrast(a: string | undefined, b: string | undefined): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? NaN) + 0.05) / ((dark ?? NaN) + 0.05);
}

function luminance(colour: string | undefined): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour?.slice(at, at + 2) ?? "", 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? NaN) + 0.7152 * (g ?? NaN) + 0.0722 * (b ?? NaN);
}
