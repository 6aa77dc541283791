/** `npm run abi`: what this program declares of Xen's public headers, to be held against them. */
import { Command } from "commander";
import { abiAsJson, abiAsText } from "../abi/printed.ts";

// Who reads the output may have seen enough: `abi | head`.
process.stdout.on("error", (problem: NodeJS.ErrnoException) => {
  if (problem.code !== "EPIPE") throw problem;
  process.exit(0);
});

const program = new Command("abi")
  .description(
    "Prints every structure and constant of Xen's public headers as this program declares it: C's names, octets, 64-bit x86 and Arm.\n" +
      "A member inside another is named as offsetof() wants it (u.pos.abs_x); reserved octets have no name.",
  )
  .option("--json", 'for programs: {"NAME": {"size": N, "fields": {"MEMBER": [OFFSET, WIDTH], …}}, …, "constants": {"NAME": VALUE, …}}')
  .helpOption("--help", "show this and exit")
  .allowExcessArguments(false)
  .parse();

process.stdout.write(program.opts<{ json?: true }>().json ? abiAsJson() : abiAsText());
