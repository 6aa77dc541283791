/**
 * `npm test`: prepares the machine, runs every layer, and closes with one line: `N passed, N failed`.
 * `npm test -- unit e2e`: these layers only. Any other word is a filter for the files of the layers that have files.
 */
import { ensureBuilt } from "./built.mjs";
import { LAYERS, runLayer } from "./layers.mjs";
import { prepare } from "./prepare.mjs";
import { withDisplay } from "./private-display.mjs";
import { entry, say, tellFailure } from "./progress.mjs";
import { StepFailed } from "./run.mjs";
import { ensureTestXenstore, ensureXenHeaders } from "./system.mjs";

const elapsed = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

function line(name, { passed, failed, skipped, note }, time) {
  const parts = [`${passed} passed, ${failed} failed`, skipped ? `${skipped} skipped` : "", note ?? ""].filter(Boolean).join("; ");
  return `  ${failed > 0 ? "✗" : "✓"} ${name.padEnd(13)} ${parts} (${time})`;
}

/** Has everything that the layers need. A build that fails is counted, and does not keep the other layers from running. */
async function ready() {
  await prepare({ xvfb: true, build: false });
  await ensureXenHeaders();
  await ensureTestXenstore();
  try {
    await ensureBuilt("node");
    await ensureBuilt("app");
    return { passed: 0, failed: 0 };
  } catch (error) {
    tellFailure(error);
    return { passed: 0, failed: 1, note: "what the conformance and e2e layers run is missing" };
  }
}

async function runLayers(words, total) {
  const named = LAYERS.filter(({ name }) => words.includes(name));
  const layers = named.length > 0 ? named : LAYERS;
  const filters = words.filter((word) => !named.some(({ name }) => name === word));
  const since = performance.now();
  const lines = [];
  const failures = [];
  const count = (name, result, started) => {
    total.passed += result.passed;
    total.failed += result.failed;
    lines.push(line(name, result, elapsed(started)));
    failures.push(...(result.failures ?? []).map((failure) => ({ name, ...failure })));
    say(lines.at(-1));
  };
  const preparation = await ready();
  say(`  · ready after ${elapsed(since)}`);
  if (preparation.failed > 0) count("build", preparation, since);
  for (const [i, layer] of layers.entries()) {
    const started = performance.now();
    say(`\n[${i + 1}/${layers.length}] ${layer.name} (${elapsed(since)} so far)`);
    const result = layer.display ? await withDisplay((env) => runLayer(layer, filters, env)) : await runLayer(layer, filters, {});
    count(layer.name, result, started);
  }
  // Once more at the end: what failed is looked for there, and a log may have been cut above.
  for (const { name, title, said } of failures) say([`\n  ✗ ${name} › ${title}`, ...said.map((line) => `      ${line}`)].join("\n"));
  say(`\n${lines.join("\n")}`);
}

await entry(async () => {
  const total = { passed: 0, failed: 0 };
  try {
    await runLayers(process.argv.slice(2), total);
  } catch (error) {
    // A preparation that cannot be done, or a defect of ours: either way the closing line must tell of it.
    total.failed++;
    if (error instanceof StepFailed) tellFailure(error);
    else process.stderr.write(`${error.stack}\n`);
  }
  say(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
});
