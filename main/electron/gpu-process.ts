import { app } from "electron";

/** The process that draws for all pages; undefined while there is none. */
export function gpuPid(): number | undefined {
  return app.getAppMetrics().find(({ type }) => type === "GPU")?.pid;
}
