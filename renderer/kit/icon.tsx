import type { ReactElement } from "react";

/** A picture from @mdi/js (`path` is one of its `mdi…` strings): `size` in px, `colour` any CSS colour; without `label` it is decoration. */
export function Icon(props: { path: string; size?: number; colour?: string; label?: string }): ReactElement {
  const { path, size = 36, colour = "currentColor", label } = props;
  const naming = label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" {...naming}>
      <path d={path} fill={colour} />
    </svg>
  );
}
