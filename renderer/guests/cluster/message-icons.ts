import { mdiLanDisconnect, mdiSnowflakeAlert } from "@mdi/js";
import { symbols } from "../../kit/telltales.ts";
import type { MessageIcon } from "./messages.ts";

/** Each message's picture: that of the telltale of the same fault, where there is one. */
export const messageIcons: Readonly<Record<MessageIcon, string>> = {
  airbag: symbols.airbag,
  brake: symbols.brake,
  oil: symbols.oil,
  coolant: symbols.coolant,
  parking: symbols["parking-brake"],
  door: symbols.door,
  belt: symbols.belt,
  tyre: symbols.tyre,
  esc: symbols.esc,
  abs: symbols.abs,
  battery: symbols.battery,
  fuel: symbols.fuel,
  ice: mdiSnowflakeAlert,
  data: mdiLanDisconnect,
};
