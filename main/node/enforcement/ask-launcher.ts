/** dom0's end of the launcher's socket for real time; main/launch/realtime.mjs says what goes over it. */
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { AskToSchedule } from "./real-time.ts";

/** `path`: where the launcher listens; undefined where there is none, or it has no right to give. */
export function askLauncher(path: string | undefined): AskToSchedule {
  if (path === undefined) return () => Promise.resolve("the launcher gives real time as root only");
  return async (wish, threads) => {
    const socket = connect(path);
    try {
      socket.write(`${JSON.stringify({ ...wish, threads })}\n`);
      const answer = (await text(socket)).trim();
      return answer === "" ? undefined : answer;
    } catch (cause) {
      if (cause instanceof Error) return `${path}: ${cause.message}`;
      throw cause;
    }
  };
}
