/** `npm run new-hmi NAME`: a folder with an HMI that runs as it is, to be changed. */
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const TEMPLATE = fileURLToPath(new URL("hmi-template", import.meta.url));

/** Makes the folder; answers the words of what was wrong, or undefined. Nothing that is there is written over. */
export function newHmi(words, from) {
  const [name, ...more] = words;
  if (name === undefined || more.length > 0) return `want npm run new-hmi NAME, got ${words.length === 0 ? "no name" : words.join(" ")}`;
  const folder = resolve(from, name);
  if (existsSync(folder)) return `want a folder that is not there yet, got ${folder}`;
  cpSync(TEMPLATE, folder, { recursive: true });
  // A template that was installed read-only is for changing all the same.
  for (const file of readdirSync(folder)) chmodSync(join(folder, file), 0o644);
  const readme = join(folder, "README.md");
  writeFileSync(readme, readFileSync(readme, "utf8").replaceAll("./NAME", `./${name.split(/[/\\]/).pop()}`));
  return undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2);
  // npm has gone to the checkout; a relative path is meant from where the person stands.
  const problem = newHmi(words, process.env.INIT_CWD ?? process.cwd());
  if (problem === undefined) process.stdout.write(`${words[0]}: made; its README.md says how to run it\n`);
  else process.stderr.write(`new-hmi: ${problem}\n`);
  process.exitCode = problem === undefined ? 0 : 2;
}
