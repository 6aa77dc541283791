import { watch } from "node:fs";

/** An editor saves in several steps, and several files at once. */
const QUIET_MS = 120;

/** Calls `changed` when something in the folder or below it was written, once it has been quiet for a moment. `failed` ends the watching. */
export function watchFolder(folder: string, changed: () => void, failed: (cause: Error) => void): { close(): void } {
  let quiet: NodeJS.Timeout | undefined;
  const watcher = watch(folder, { recursive: true }, () => {
    clearTimeout(quiet);
    quiet = setTimeout(changed, QUIET_MS);
  });
  const close = (): void => {
    clearTimeout(quiet);
    watcher.close();
  };
  watcher.on("error", (cause) => {
    close();
    failed(cause);
  });
  return { close };
}
