/** A ring between dom0 and a guest's process beside plain messages: starts Electron, in which both are. */
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { electronForTests } from "../../../main/launch/electron-as-user.mjs";
import { CHECKOUT } from "../../peers/checkout.ts";

/** What was measured, by what it is; rates in thousands a second, times in milliseconds. */
export interface AcrossRun {
  readonly ring: readonly number[];
  /** On sixteen pages. */
  readonly largeRing: readonly number[];
  readonly messages: readonly number[];
  readonly ringAlone: readonly number[];
  readonly messageAlone: readonly number[];
}

export async function acrossRun(rounds: number, requests: number): Promise<AcrossRun> {
  const { executablePath, args, folder } = await electronForTests();
  // Where the user that Electron runs as can read it.
  const program = join(folder, "across");
  mkdirSync(program, { recursive: true });
  const built = join(CHECKOUT, "out", "bench", "electron");
  for (const file of readdirSync(built)) if (/\.(mjs|cjs)$/.test(file)) copyFileSync(join(built, file), join(program, file));
  writeFileSync(join(program, "package.json"), JSON.stringify({ name: "across", type: "module", main: "across-dom0.mjs" }));
  const switches = [...args.slice(0, -1), "--disable-gpu"];
  const child = spawn(executablePath, [...switches, program, "--", String(rounds), String(requests)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (out += chunk));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`the benchmark's program ended with ${code}: ${out}`);
  const told = JSON.parse(out.trim().split("\n").at(-1) ?? "") as Record<
    "ring" | "large ring" | "messages" | "ring alone" | "message alone",
    number[]
  >;
  const rates = (times: readonly number[]): number[] => times.map((ms) => requests / ms);
  return {
    ring: rates(told.ring),
    largeRing: rates(told["large ring"]),
    messages: rates(told.messages),
    ringAlone: told["ring alone"],
    messageAlone: told["message alone"],
  };
}
