/** The upright cockpit with the web app that the default one has, so that the same is seen in both. */
import { chmodSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../main/launch/places.mjs";
import { readable } from "../e2e/cockpit-app.ts";

const APP = "lights";
const CHOOSES = "    chooses: ";

export async function portraitCockpit(): Promise<string> {
  const cockpits = join(ROOT, "main", "toolstack", "cockpits");
  const folder = await readable(cockpits, "portrait");
  cpSync(join(cockpits, "default", APP), join(folder, APP), { recursive: true });
  chmodSync(join(folder, APP), 0o755);
  const file = join(folder, "cockpit.yaml");
  const yaml = readFileSync(file, "utf8");
  if (!yaml.includes(CHOOSES)) throw new Error(`${file}: want a domain with ${CHOOSES.trim()}`);
  writeFileSync(file, yaml.replace(CHOOSES, `    apps: [${APP}]\n${CHOOSES}`));
  return folder;
}
