import { mdiCarBack, mdiCarDoor } from "@mdi/js";
import type { Door } from "./body-state.ts";

/** The tailgate is no side door. */
export const doorIcon = (door: Door): string => (door === "tailgate" ? mdiCarBack : mdiCarDoor);
