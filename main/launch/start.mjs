/** `npm start`: prepares the machine, then runs the cockpit. Node's own modules only: this runs before anything is installed. */
import { ELECTRON_VERSION } from "./places.mjs";
import { absolutePaths, runElectron } from "./electron.mjs";
import { helpText, parseOptions } from "./options.mjs";
import { prepare } from "./prepare.mjs";
import { entry, say } from "./progress.mjs";

const EXIT_USAGE = 2;

await entry(async () => {
  const words = parseOptions(process.argv.slice(2));
  const options = words.ok ? absolutePaths(words.value) : words;
  if (!options.ok) {
    process.stderr.write(options.error.map((problem) => `argonaut: ${problem}\n`).join(""));
    process.stderr.write("argonaut: npm start -- --help tells the options\n");
    return EXIT_USAGE;
  }
  if (options.value.help) {
    say(helpText());
    return 0;
  }
  const since = performance.now();
  const runtime = await prepare();
  say(`  · Electron ${ELECTRON_VERSION} from ${runtime.source}; ready after ${((performance.now() - since) / 1000).toFixed(1)} s`);
  return runElectron(runtime, options.value);
});
