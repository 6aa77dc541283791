/** Takes out of the package what only a development runtime has. */
import { rmSync } from "node:fs";
import { join } from "node:path";

/** electron-builder calls the default export. */
export default function afterPack({ appOutDir }) {
  rmSync(join(appOutDir, "resources", "default_app.asar"), { force: true });
}
