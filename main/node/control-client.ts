/** The client's end of the control socket (control-socket.ts). */
import { connect } from "node:net";
import { err, ok, type Result } from "../../protocol/result.ts";

/** Asks the cockpit that listens at `path` for one thing; `onLine` hears what it says before the answer. Ends with `until`, if that comes first. */
export function askControl(
  path: string,
  verb: string,
  args: Readonly<Record<string, unknown>>,
  { onLine, until }: { readonly onLine?: (line: unknown) => void; readonly until?: AbortSignal } = {},
): Promise<Result<unknown, string>> {
  return new Promise((resolve) => {
    const socket = connect(path, () => socket.write(`${JSON.stringify({ verb, args })}\n`));
    const end = (answer: Result<unknown, string>): void => {
      resolve(answer);
      socket.destroy();
    };
    let rest = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const said = JSON.parse(line) as { line?: unknown; ok?: unknown; error?: string }; // control-socket.ts writes no other
        if (said.line !== undefined) onLine?.(said.line);
        else end(said.error === undefined ? ok(said.ok) : err(said.error));
      }
    });
    socket.on("error", (problem: NodeJS.ErrnoException) => end(err(whyNot(path, problem))));
    socket.on("close", () => end(err(`${path}: the cockpit hung up`)));
    until?.addEventListener("abort", () => end(ok(undefined)));
  });
}

function whyNot(path: string, problem: NodeJS.ErrnoException): string {
  const nobody = problem.code === "ENOENT" || problem.code === "ECONNREFUSED";
  return nobody ? `no cockpit is running that listens at ${path}` : `${path}: ${problem.message}`;
}
