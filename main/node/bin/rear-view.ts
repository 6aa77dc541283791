/** `npm run rear-view`: asks the running cockpit how its rear view did at each reverse engagement. */
import { askControl } from "../control-client.ts";
import { controlSocketPath } from "../control-socket.ts";
import { clientSocketPath } from "../socket-path.ts";
import { Command } from "commander";

interface Options {
  readonly socket?: string;
  readonly json?: true;
}

const isAnswer = (value: unknown): value is { readonly text: string; readonly engagements: unknown } =>
  typeof value === "object" && value !== null && "text" in value && typeof value.text === "string" && "engagements" in value;

async function main(): Promise<number> {
  const { socket, json } = new Command("rear-view")
    .description(
      "The rear view at each reverse engagement, against FMVSS 111, UN R46 and IEC 63033-3. Exits with 1 when there is no cockpit to ask.",
    )
    .option("--socket <path>", "where the cockpit listens: `control` beside xenstored's socket (XENSTORED_PATH, XENSTORED_RUNDIR)")
    .option("--json", "the figures and verdicts as JSON")
    .allowExcessArguments(false)
    .parse()
    .opts<Options>();
  const answer = await askControl(socket ?? controlSocketPath(clientSocketPath(process.env)), "rear-view", {});
  if (!answer.ok || !isAnswer(answer.value)) {
    process.stderr.write(`rear-view: ${answer.ok ? "the cockpit answered something else" : answer.error}\n`);
    return 1;
  }
  process.stdout.write(json ? `${JSON.stringify(answer.value.engagements, undefined, 2)}\n` : answer.value.text);
  return 0;
}

process.exitCode = await main();
