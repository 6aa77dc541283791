import type { ReactElement } from "react";
import { placing, STRIP_HEIGHT, telltalePlaces } from "../../kit/telltale-layout.ts";
import type { telltales } from "../../kit/telltales.ts";
import { ownTelltales, useLamp } from "./lamps.ts";

/** The lamps beside dom0's, in the same strip. Their words, in the driver's language, are the message centre's. */
export function TelltaleStrip(): ReactElement {
  return (
    <svg className="telltales" width={1920} height={STRIP_HEIGHT} viewBox={`0 0 1920 ${STRIP_HEIGHT}`} aria-hidden>
      {ownTelltales.map((telltale) => (
        <Lamp key={telltale.id} telltale={telltale} />
      ))}
    </svg>
  );
}

function Lamp({ telltale }: { telltale: (typeof telltales)[number] }): ReactElement {
  const { id, colour, symbol, mirrored = false } = telltale;
  const lamp = useLamp(id);
  const look = lamp === "unlit" ? "lamp" : lamp === "flash" ? `lamp ${colour} flash` : `lamp ${colour}`;
  return <path id={`lamp-${id}`} className={look} d={symbol} transform={placing(telltalePlaces[id], mirrored)} />;
}
