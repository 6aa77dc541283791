/** `npm run build`: the app into out/, unless it is there as the sources are now. */
import { ensureBuilt } from "./built.mjs";
import { ensurePackages } from "./packages.mjs";
import { entry, say } from "./progress.mjs";
import { checkNode } from "./system.mjs";

await entry(async () => {
  checkNode();
  await ensurePackages();
  await ensureBuilt("app");
  say("  · out/ is as the sources are");
  return 0;
});
