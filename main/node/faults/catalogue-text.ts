/** The catalogue as a person reads it: the list of the command line, and one page of documentation. Both from the table itself. */
import type { Fault, Parameter } from "../../faults/catalogue/fault.ts";
import type { Scenario } from "../../faults/scenario.ts";

const range = (parameter: Parameter): string => {
  switch (parameter.kind) {
    case "number":
      return `${parameter.min} to ${parameter.max} ${parameter.unit}, usually ${parameter.usual}`;
    case "choice":
      return `${parameter.of.map((one) => JSON.stringify(one)).join(", ")}, usually ${JSON.stringify(parameter.usual)}`;
    case "signal":
      return `a VSS path, usually ${parameter.usual}`;
  }
};

const aimed = ({ target }: Fault): string => (target === "none" ? "no target" : `target: a ${target}`);

/** `npm run faults -- list`. */
export function listText(faults: readonly Fault[], scenarios: readonly Scenario[]): string {
  const rows = faults.flatMap((fault) => [
    `  ${fault.name.padEnd(26)} ${fault.what}`,
    ...Object.entries(fault.parameters).map(([name, parameter]) => `  ${"".padEnd(26)}   ${name}: ${parameter.what}; ${range(parameter)}`),
  ]);
  const starters = scenarios.map(({ file }) => `  ${file.name.padEnd(38)} ${file.title}`);
  return [`${faults.length} faults`, "", ...rows, "", `${scenarios.length} scenarios`, "", ...starters, ""].join("\n");
}

/** `npm run faults -- docs`: Markdown. */
export function docsText(faults: readonly Fault[], scenarios: readonly Scenario[]): string {
  const groups = [...new Set(faults.map(({ name }) => name.split(".")[0] ?? ""))];
  const one = (fault: Fault): string[] => [
    `### ${fault.name}`,
    "",
    `${fault.what} (${aimed(fault)}; ${fault.lasts ? "lasts until `for` is over, or to the end" : "over when it is done"}.)`,
    ...(fault.simulated === undefined ? [] : ["", `Simulated: ${fault.simulated}.`]),
    "",
    ...Object.entries(fault.parameters).map(([name, parameter]) => `- \`${name}\`: ${parameter.what} (${range(parameter)})`),
    ...(Object.keys(fault.parameters).length > 0 ? [""] : []),
  ];
  return [
    "# Faults and scenarios",
    "",
    "Made by `npm run faults -- docs` from the catalogue itself.",
    "",
    "## A scenario file",
    "",
    "```yaml",
    "name: ivi-crash-at-speed          # a-z 0-9 -",
    "title: The infotainment dies at motorway speed",
    "drive: cruise                     # the phase of the built-in drive that it begins in",
    "steady: { for: 1s, timeout: 40s } # every display live for so long, before time 0",
    "seed: 1                           # of everything left to chance",
    "repeats: 3                        # each with a seed of its own",
    "sweep: { stop: [30, 60] }         # $stop below is each of them in turn",
    "faults:",
    "  - { fault: domain.crash, target: ivi, at: 3s }",
    "  - { fault: domain.slow, target: ivi, when: { signal: Vehicle.Speed, above: 60 }, for: 2s, with: { stop: $stop } }",
    "duration: 10s",
    "ftti: 500ms                       # FHTI = FDTI + FRTI has to be within it",
    "expect:",
    "  - { detected: domain-exit, of: ivi, within: 300ms }  # from the first fault on; a list: one of them",
    "  - { safe: placeholder, of: ivi, within: 400ms }",
    "  - { recovered: ivi, within: 8s }",
    "  - { restarts: ivi, count: 1 }",
    "  - { unaffected: cluster, score: 0.7 }                # its share of frames after the fault over that before; simulated always 0.99",
    "  - { undetected: [hung, heartbeat] }",
    "  - { display: ivi, is: live }                         # at the end",
    "  - { signal: Vehicle.Speed, is: valid }               # at the end",
    "  - { quiet: true }                                    # no detector fires",
    "```",
    "",
    "Conditions of `when`: `{ signal, above }`, `{ signal, below }`, `{ display, is }` (starting, live, frozen, off, gone), `{ display, frames }`.",
    "An editor completes such a file by the schema that `npm run faults -- schema` prints.",
    "",
    `## The catalogue: ${faults.length} faults`,
    "",
    ...groups.flatMap((group) => [`## ${group}`, "", ...faults.filter(({ name }) => name.startsWith(`${group}.`)).flatMap(one)]),
    `## The starter set: ${scenarios.length} scenarios`,
    "",
    ...scenarios.map(({ file }) => `- \`${file.name}\`: ${file.title}.${file.what === undefined ? "" : ` ${file.what}`}`),
    "",
  ].join("\n");
}
