/** Child processes: run one to its end, with its output caught or shown. */
import { spawn } from "node:child_process";

/** A step that cannot go on. `byHand` is the command that a person can run instead; `detail` what the failing command said. */
export class StepFailed extends Error {
  name = "StepFailed";

  constructor(message, { byHand, detail } = {}) {
    super(message);
    this.byHand = byHand;
    this.detail = detail;
  }
}

/** Of a long output the cause stands at the top or at the bottom. */
const DETAIL_LINES = 30;

function excerpt(output) {
  const lines = output.trim().split("\n");
  return lines.length <= 2 * DETAIL_LINES
    ? lines.join("\n")
    : [...lines.slice(0, DETAIL_LINES), "…", ...lines.slice(-DETAIL_LINES)].join("\n");
}

/** The command as it would be typed. */
export function typed(command, args) {
  return [command, ...args].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}

/**
 * Runs a command to its end and answers its exit code and output; never rejects for an exit code.
 * `onLine` sees each line of stdout and stderr as it comes. A command that cannot be started answers code 127.
 */
export function capture(command, args, { onLine, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    let stdout = "";
    let all = "";
    let rest = "";
    const take = (chunk) => {
      all += chunk;
      rest += chunk;
      const lines = rest.split(/[\r\n]+/);
      rest = lines.pop();
      for (const line of lines) if (line.trim()) onLine?.(line.trim());
    };
    child.stdout?.setEncoding("utf8").on("data", (chunk) => {
      stdout += chunk;
      take(chunk);
    });
    child.stderr?.setEncoding("utf8").on("data", take);
    child.on("error", (error) => resolve({ code: 127, stdout: "", all: error.message }));
    child.on("close", (code, signal) => resolve({ code: code ?? signal, stdout, all }));
  });
}

/** Runs a command that must succeed and answers its stdout; StepFailed with the end of its output when it does not. */
export async function run(command, args, { byHand, ...options } = {}) {
  const { code, stdout, all } = await capture(command, args, options);
  if (code === 0) return stdout;
  throw new StepFailed(`${typed(command, args)}: wanted exit code 0, got ${code}`, {
    byHand: byHand ?? typed(command, args),
    detail: excerpt(all),
  });
}

/** Whether the process of that number lives. */
export function lives(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error.code === "EPERM") return true;
    if (error.code !== "ESRCH") throw error;
    return false;
  }
}
