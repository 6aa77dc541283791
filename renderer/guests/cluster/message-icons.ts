import {
  mdiAirbag,
  mdiCarBattery,
  mdiCarBrakeAbs,
  mdiCarBrakeAlert,
  mdiCarBrakeParking,
  mdiCarDoor,
  mdiCarEsp,
  mdiCarTireAlert,
  mdiCoolantTemperature,
  mdiGasStation,
  mdiLanDisconnect,
  mdiOil,
  mdiSeatbelt,
  mdiSnowflakeAlert,
} from "@mdi/js";
import type { MessageIcon } from "./messages.ts";

/** Each message's picture: what the telltale of the same fault shows, where there is one. */
export const messageIcons: Readonly<Record<MessageIcon, string>> = {
  airbag: mdiAirbag,
  brake: mdiCarBrakeAlert,
  oil: mdiOil,
  coolant: mdiCoolantTemperature,
  parking: mdiCarBrakeParking,
  door: mdiCarDoor,
  belt: mdiSeatbelt,
  tyre: mdiCarTireAlert,
  esc: mdiCarEsp,
  abs: mdiCarBrakeAbs,
  battery: mdiCarBattery,
  fuel: mdiGasStation,
  ice: mdiSnowflakeAlert,
  data: mdiLanDisconnect,
};
