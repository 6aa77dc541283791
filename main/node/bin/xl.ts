/** `npm run xl`: asks the running cockpit's toolstack, as xl does on Xen. */
import { askControl } from "../control-client.ts";
import { controlSocketPath } from "../control-socket.ts";
import { clientSocketPath } from "../socket-path.ts";
import { parseXlWords, isXlOutcome } from "../xl/command-line.ts";

async function main(): Promise<number> {
  const asked = parseXlWords(process.argv.slice(2));
  if (!asked.ok) {
    process.stdout.write(asked.error.stdout);
    process.stderr.write(asked.error.stderr);
    return asked.error.code;
  }
  const { socket, words } = asked.value;
  const answer = await askControl(socket ?? controlSocketPath(clientSocketPath(process.env)), "xl", { words });
  if (!answer.ok || !isXlOutcome(answer.value)) {
    process.stderr.write(`xl: ${answer.ok ? "the cockpit answered something else" : answer.error}\n`);
    return 1;
  }
  process.stdout.write(answer.value.stdout);
  process.stderr.write(answer.value.stderr);
  return answer.value.code;
}

process.exitCode = await main();
