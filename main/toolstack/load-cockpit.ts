/** Loads a cockpit's folder: cockpit.yaml, each domain's xl.cfg, and what only shows when they are held against each other. */
import { err, ok, type Result } from "../../protocol/result.ts";
import type { VehicleGeometry } from "../../protocol/vehicle-geometry.ts";
import type { Cockpit, CockpitDomain, DisplayConfig, ReadFile } from "./cockpit.ts";
import type { CockpitFile } from "./cockpit-schema.ts";
import { readCockpitYaml, type ReadCockpitFile } from "./cockpit-yaml.ts";
import { Problems, type ConfigProblem } from "./config-problem.ts";
import type { ConnectorConfig } from "./device-config.ts";
import { appSource, colourOf, guestOf } from "./guest-of.ts";
import { parseDomainConfig, type DomainConfig } from "./domain-config.ts";
import { readApps } from "./load-apps.ts";
import { defaultVehicle, readVehicle } from "./vehicle-file.ts";

export const COCKPIT_FILE = "cockpit.yaml";

/**
 * Reads and checks everything; on an error nothing of it is answered but every problem in every file. `exists` answers whether a file
 * that is only named, such as a drive's log, is there, for a caller that can tell without reading it.
 */
export function loadCockpit(
  folder: string,
  readFile: ReadFile,
  exists: (path: string) => boolean = (path) => readFile(path).ok,
): Result<Cockpit, readonly ConfigProblem[]> {
  const problems = new Problems(COCKPIT_FILE);
  const path = (file: string): string => `${folder.replace(/\/+$/, "")}/${file}`;
  const text = readFile(path(COCKPIT_FILE));
  if (!text.ok) {
    problems.error({ line: 1, column: 1 }, "", `want a file to read, got ${text.error}`);
    return err(problems.list);
  }
  const read = readCockpitYaml(text.value, problems);
  if (!read) return err(problems.list);

  const { file, at } = read;
  const configs = readConfigs(read, (name) => readFile(path(name)), problems);
  const apps = readApps(read, path, readFile, exists, problems);
  const domains = file.domains.flatMap((domain, index): CockpitDomain[] => {
    const config = configs.found[index];
    const { kind, signals, rtds, chooses, tells } = domain;
    const guest = guestOf(domain, config, path);
    if (!guest.ok) problems.error(at("domains", index, ...guest.error.where), keyAt(index, guest.error.where), guest.error.problem);
    const colour = guest.ok ? colourOf(domain, guest.value) : ok("");
    if (!colour.ok) problems.error(at("domains", index, ...colour.error.where), keyAt(index, colour.error.where), colour.error.problem);
    return config && guest.ok && colour.ok
      ? [
          {
            config,
            file: path(domain.config),
            guest: guest.value,
            colour: colour.value,
            kind,
            signals,
            rtds,
            apps: apps.found[index] ?? [],
            chooses,
            tells,
          },
        ]
      : [];
  });
  checkNames(read, configs.found, problems);
  checkChoices(read, problems);
  checkTells(read, configs.found, problems);
  const displays = displaysOf(read, configs.found, problems);
  for (const { name, where } of namedFiles(file)) {
    if (!exists(path(name)))
      problems.error(at(...where), where.join(".").replace(/\.(\d+)/g, "[$1]"), `want a file that is there, got ${JSON.stringify(name)}`);
  }

  const vehicle = vehicleOf(read, (name) => readFile(path(name)), problems);

  const notes = [...problems.list, ...configs.problems, ...apps.problems, ...vehicle.problems];
  if (notes.some(({ severity }) => severity === "error")) return err(notes.filter(({ severity }) => severity !== "info"));
  const { name, sound, camera, drive, detection, limits } = file;
  return ok({
    name,
    folder,
    displays,
    domains,
    sound,
    camera: { source: cameraSource(camera.source, path) },
    vehicle: vehicle.found,
    drive: { source: driveSource(drive.source, path), speed: drive.speed, mapping: drive.mapping && path(drive.mapping) },
    detection,
    limits,
    notes,
  });
}

const keyAt = (index: number, where: readonly string[]): string => [`domains[${index}]`, ...where].join(".");

interface ReadConfigs {
  /** By place in `domains`; undefined where the file could not be used. */
  readonly found: readonly (DomainConfig | undefined)[];
  readonly problems: readonly ConfigProblem[];
}

function readConfigs({ file, at }: ReadCockpitFile, readFile: ReadFile, problems: Problems): ReadConfigs {
  const own: ConfigProblem[] = [];
  const seen = new Map<string, number>();
  const found = file.domains.map(({ config }, index) => {
    const where = at("domains", index, "config");
    const before = seen.get(config);
    if (before !== undefined) {
      problems.error(
        where,
        `domains[${index}].config`,
        `want a file of its own, got ${JSON.stringify(config)}, which is domains[${before}]'s`,
      );
      return undefined;
    }
    seen.set(config, index);
    const text = readFile(config);
    if (!text.ok) {
      problems.error(where, `domains[${index}].config`, `want a file that is there, got ${JSON.stringify(config)}: ${text.error}`);
      return undefined;
    }
    const read = parseDomainConfig(text.value, config);
    own.push(...(read.ok ? read.value.notes : read.error));
    return read.ok ? read.value.config : undefined;
  });
  return { found, problems: own };
}

/** The car, by its own file or the usual one. With problems, what is found is not used. */
function vehicleOf(
  { file, at }: ReadCockpitFile,
  readFile: ReadFile,
  problems: Problems,
): { readonly found: VehicleGeometry; readonly problems: readonly ConfigProblem[] } {
  const name = file.vehicle;
  const usual = { found: defaultVehicle(), problems: [] };
  if (name === undefined) return usual;
  const text = readFile(name);
  if (!text.ok) {
    problems.error(at("vehicle"), "vehicle", `want a file that is there, got ${JSON.stringify(name)}: ${text.error}`);
    return usual;
  }
  const read = readVehicle(text.value, name);
  return read.ok ? { found: read.value, problems: [] } : { ...usual, problems: read.error };
}

function checkNames({ file, at }: ReadCockpitFile, configs: readonly (DomainConfig | undefined)[], problems: Problems): void {
  const unique = (names: readonly (string | undefined)[], list: "displays" | "domains", key: string): void =>
    names.forEach((name, index) => {
      const first = names.indexOf(name);
      if (name === undefined || first === index) return;
      problems.error(
        at(list, index, key),
        `${list}[${index}].${key}`,
        `want a name of its own, got ${JSON.stringify(name)}, which is ${list}[${first}]'s`,
      );
    });
  unique(
    file.displays.map(({ name }) => name),
    "displays",
    "name",
  );
  unique(
    configs.map((config) => config?.name),
    "domains",
    "config",
  );
}

/** What all displays follow, one domain says. */
function checkChoices({ file, at }: ReadCockpitFile, problems: Problems): void {
  const chosenBy = new Map<string, number>();
  for (const [index, { chooses }] of file.domains.entries()) {
    for (const [place, choice] of chooses.entries()) {
      const before = chosenBy.get(choice);
      chosenBy.set(choice, before ?? index);
      if (before === undefined) continue;
      problems.error(
        at("domains", index, "chooses", place),
        `domains[${index}].chooses[${place}]`,
        `want each to be chosen once, got ${JSON.stringify(choice)}, which domains[${before}] chooses`,
      );
    }
  }
}

/** A domain tells another one of the cockpit, and what that one hears of a topic it hears of one teller. */
function checkTells({ file, at }: ReadCockpitFile, configs: readonly (DomainConfig | undefined)[], problems: Problems): void {
  const toldBy = new Map<string, number>();
  // A domain whose file could not be read may be the one that is meant.
  const complete = configs.every((config) => config !== undefined);
  for (const [index, { tells }] of file.domains.entries()) {
    if (!tells) continue;
    const others = configs.flatMap((config, i) => (config && i !== index ? [config.name] : []));
    if (complete && !others.includes(tells.to)) {
      const problem = `want the name of another domain (${others.join(", ") || "there is none"}), got ${JSON.stringify(tells.to)}`;
      problems.error(at("domains", index, "tells", "to"), `domains[${index}].tells.to`, problem);
    }
    for (const [place, topic] of tells.topics.entries()) {
      const before = toldBy.get(`${tells.to}/${topic}`);
      toldBy.set(`${tells.to}/${topic}`, before ?? index);
      if (before === undefined) continue;
      problems.error(
        at("domains", index, "tells", "topics", place),
        `domains[${index}].tells.topics[${place}]`,
        `want each to be told ${tells.to} once, got ${JSON.stringify(topic)}, which domains[${before}] tells`,
      );
    }
  }
}

interface OwnedConnector {
  readonly domain: string;
  readonly connector: ConnectorConfig;
}

function displaysOf(read: ReadCockpitFile, configs: readonly (DomainConfig | undefined)[], problems: Problems): readonly DisplayConfig[] {
  const { file, at } = read;
  const owned = configs.flatMap((config) =>
    (config?.vdispl ?? []).flatMap(({ connectors }) =>
      connectors.map((connector): OwnedConnector => ({ domain: config?.name ?? "", connector })),
    ),
  );
  // A domain whose file could not be read may be the one that has the connector.
  const complete = configs.every((config) => config !== undefined);
  return file.displays.flatMap(({ size, ...display }, index): DisplayConfig[] => {
    const key = `displays[${index}]`;
    const [owner, second] = owned.filter(({ connector }) => connector.uniqueId === display.connector);
    const shownBefore = file.displays.findIndex(({ connector }) => connector === display.connector);
    if (shownBefore < index) {
      problems.error(
        at("displays", index, "connector"),
        `${key}.connector`,
        `want a connector of its own, got ${JSON.stringify(display.connector)}, which displays[${shownBefore}] shows`,
      );
    }
    if (!owner) {
      const known = owned.map(({ connector }) => connector.uniqueId).join(", ") || "none";
      const problem = `want a connector of some domain's vdispl (${known}), got ${JSON.stringify(display.connector)}`;
      if (complete) problems.error(at("displays", index, "connector"), `${key}.connector`, problem);
      return [];
    }
    if (second) {
      const problem = `want a connector of exactly one domain, got ${JSON.stringify(display.connector)}, which ${owner.domain} and ${second.domain} have`;
      problems.error(at("displays", index, "connector"), `${key}.connector`, problem);
    }
    const { width, height } = owner.connector;
    if (size.width !== width || size.height !== height) {
      const problem = `want ${width}x${height} as ${owner.domain}'s connector has it, got "${size.width}x${size.height}"`;
      problems.error(at("displays", index, "size"), `${key}.size`, problem);
    }
    return [{ ...display, ...size, domain: owner.domain }];
  });
}

interface NamedFile {
  readonly name: string;
  readonly where: readonly (string | number)[];
}

/** The files that are named and not read here. */
function namedFiles({ camera, domains, drive }: CockpitFile): readonly NamedFile[] {
  const { source } = drive;
  return [
    ...domains.flatMap(({ kernel }, index) => (kernel === undefined ? [] : [{ name: kernel, where: ["domains", index, "kernel"] }])),
    ...domains.flatMap(({ guest }, index) => {
      const named = guest === "domu" ? undefined : guest?.app;
      const app = named === undefined ? undefined : appSource(named, (file) => file);
      return app?.kind === "folder" ? [{ name: `${app.path}/index.html`, where: ["domains", index, "guest", "app"] }] : [];
    }),
    ...(typeof camera.source === "object" ? [{ name: camera.source.file, where: ["camera", "source", "file"] }] : []),
    ...(typeof source === "object"
      ? [
          { name: source.log, where: ["drive", "source", "log"] },
          ...source.dbc.map((name, index) => ({ name, where: ["drive", "source", "dbc", index] })),
        ]
      : []),
    ...(drive.mapping === undefined ? [] : [{ name: drive.mapping, where: ["drive", "mapping"] }]),
  ];
}

const cameraSource = (source: CockpitFile["camera"]["source"], path: (file: string) => string): Cockpit["camera"]["source"] =>
  typeof source === "object" ? { kind: "file", path: path(source.file) } : { kind: source };

const driveSource = (source: CockpitFile["drive"]["source"], path: (file: string) => string): Cockpit["drive"]["source"] =>
  typeof source === "object" ? { kind: "log", log: path(source.log), dbc: source.dbc.map(path) } : { kind: source };
