/** `npm run xs`: looks into a xenstored and changes it, as xenstore-utils do. */
import { clientSocketPath } from "../socket-path.ts";
import { Client } from "../xs/client.ts";
import { parseCommandLine } from "../xs/command-line.ts";
import { connectXenstored } from "../xs/connect.ts";
import { ConnectionLost } from "../xs/conversation.ts";
import type { Terminal } from "../xs/terminal.ts";
import { perform } from "../xs/verbs.ts";

const terminal: Terminal = {
  columns: process.stdout.isTTY ? process.stdout.columns : undefined,
  print: (octets) => void process.stdout.write(octets, "latin1"),
  problem: (octets) => void process.stderr.write(`xs: ${octets}\n`, "latin1"),
};

// Who reads the output may have seen enough: `xs watch / | head`.
process.stdout.on("error", (problem: NodeJS.ErrnoException) => {
  if (problem.code !== "EPIPE") throw problem;
  process.exit(0);
});

async function main(): Promise<number> {
  const asked = parseCommandLine(process.argv.slice(2));
  if (!asked.ok) {
    process.stdout.write(asked.error.stdout);
    process.stderr.write(asked.error.stderr);
    return asked.error.code;
  }
  const { request, socket } = asked.value;
  try {
    const { conversation, close } = await connectXenstored(socket ?? clientSocketPath(process.env));
    try {
      return await perform(request, new Client(conversation), terminal);
    } finally {
      close();
    }
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error;
    process.stderr.write(`xs: ${error.message}\n`);
    return 1;
  }
}

process.exitCode = await main();
