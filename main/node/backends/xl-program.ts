/** Xen's own `xl`, run as a program. */
import { spawn } from "node:child_process";
import { err, ok, type Result } from "../../../protocol/result.ts";

/** Runs xl with these words and answers its stdout; the error says what it said. */
export type Xl = (words: readonly string[]) => Promise<Result<string, string>>;

const SAID_MAX = 2000;

/** xl by its name on the search path, or another program in its place. */
export function xlProgram(program = "xl"): Xl {
  return (words) =>
    new Promise((resolve) => {
      const child = spawn(program, [...words], { stdio: ["ignore", "pipe", "pipe"] });
      let stdout = "";
      let stderr = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr = (stderr + text).slice(-SAID_MAX)));
      const what = [program, ...words].join(" ");
      child.on("error", ({ message }) => resolve(err(`wanted to run ${what}, got: ${message}`)));
      child.on("close", (code, signal) => {
        if (code === 0) resolve(ok(stdout));
        else resolve(err(`${what}: wanted exit code 0, got ${code ?? signal}: ${stderr.trim()}`));
      });
    });
}

/** One domain as `xl list -l` has it. */
export interface ListedDomain {
  readonly domid: number;
  readonly name: string;
}

/** Reads `xl list -l`: JSON, an array of `{ domid, config: { c_info: { name } } }`. */
export function parseXlList(text: string): Result<readonly ListedDomain[], string> {
  let listed: unknown;
  try {
    listed = JSON.parse(text);
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem;
    return err(`xl list -l: wanted JSON, got ${JSON.stringify(text.slice(0, 80))}`);
  }
  if (!Array.isArray(listed)) return err(`xl list -l: wanted an array, got ${typeof listed}`);
  return ok(
    listed.flatMap((one: unknown): ListedDomain[] => {
      const domid = field(one, "domid");
      const name = field(field(field(one, "config"), "c_info"), "name");
      // One that is being built, or torn down, has no name yet, or no more.
      return typeof domid === "number" && typeof name === "string" ? [{ domid, name }] : [];
    }),
  );
}

const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined; // an object has any key, perhaps undefined
