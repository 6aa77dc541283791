/** What one xl.cfg file asks for: xl's names and defaults in, ours out. */
import { err, ok, type Result } from "../../protocol/result.ts";
import { didYouMean, Problems, quoted, type ConfigProblem, type Position } from "./config-problem.ts";
import { vdisplConfigs, vkbConfigs, type VdisplConfig, type VkbConfig } from "./device-config.ts";
import { parseXlCfg, type XlSetting, type XlValue } from "./xl-cfg.ts";
import { actedOnKeys, forkKeys, keptKeys, misleadingKeys } from "./xl-keys.ts";

/** libxl_action_on_shutdown, in xl.cfg's spelling. */
// prettier-ignore
export const SHUTDOWN_ACTIONS = [
  "destroy", "restart", "rename-restart", "preserve", "coredump-destroy", "coredump-restart", "soft-reset",
] as const;
export type ShutdownAction = (typeof SHUTDOWN_ACTIONS)[number];

/** One domain, as its xl.cfg describes it. */
export interface DomainConfig {
  readonly file: string;
  readonly name: string;
  /** Lower case, with dashes; undefined: the builder makes one. */
  readonly uuid: string | undefined;
  readonly type: "pv" | "pvh" | "hvm";
  readonly kernel: string | undefined;
  readonly extra: string | undefined;
  readonly memoryMib: number;
  readonly maxmemMib: number;
  readonly vcpus: number;
  readonly maxvcpus: number;
  readonly cpus: string | undefined;
  /** credit2's relative weight. */
  readonly cpuWeight: number;
  /** Percent of one physical CPU; 0 is no cap. */
  readonly capPercent: number;
  readonly maxGrantFrames: number | undefined;
  readonly driverDomain: boolean;
  readonly onPoweroff: ShutdownAction;
  readonly onReboot: ShutdownAction;
  readonly onWatchdog: ShutdownAction;
  readonly onCrash: ShutdownAction;
  readonly vdispl: readonly VdisplConfig[];
  readonly vkb: readonly VkbConfig[];
  /** Keys that were read and have no effect here. */
  readonly kept: readonly string[];
}

/** A domain's config with what there is to say about it short of an error. */
export interface ReadDomainConfig {
  readonly config: DomainConfig;
  readonly notes: readonly ConfigProblem[];
}

const NAME = /^[A-Za-z0-9_.-]{1,64}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** libxl's, when a file gives no memory. */
const MEMORY_DEFAULT_MIB = 32;
const MIB_MAX = 1 << 20;
const VCPUS_MAX = 128;

/** Reads one xl.cfg text; `file` is only for the messages. Every problem at once. */
export function parseDomainConfig(text: string, file: string): Result<ReadDomainConfig, readonly ConfigProblem[]> {
  const problems = new Problems(file);
  const settings = parseXlCfg(text, problems);
  const kept = judgeKeys(settings, problems);
  const read = new SettingReader(settings, problems);
  const config: DomainConfig = {
    file,
    ...identity(read),
    ...resources(read),
    ...actions(read),
    driverDomain: read.integer("driver_domain", 0, 1, 0) === 1,
    vdispl: vdisplConfigs(read.list("vdispl"), problems),
    vkb: vkbConfigs(read.list("vkb"), problems),
    kept,
  };
  lint(config, read);
  return problems.failed ? err(problems.list) : ok({ config, notes: problems.list });
}

function judgeKeys(settings: ReadonlyMap<string, XlSetting>, problems: Problems): readonly string[] {
  const kept: string[] = [];
  const has = (keys: readonly string[], key: string): boolean => keys.includes(key);
  for (const setting of settings.values()) {
    const { key } = setting;
    if (has(actedOnKeys, key)) continue;
    if (has(keptKeys, key)) {
      problems.info(setting, key, "kept; it has no effect here");
      kept.push(key);
    } else if (has(forkKeys, key)) {
      problems.info(setting, key, "kept; only the xl of the xen-troops products knows it, upstream's ignores it");
      kept.push(key);
    } else {
      const near = didYouMean(key, [...actedOnKeys, ...keptKeys, ...forkKeys]);
      const advice = misleadingKeys.get(key) ?? (near ? `did you mean ${near}` : "xl would ignore it without a word");
      problems.warning(setting, key, `unknown; ${advice}`);
    }
  }
  return kept;
}

function identity(read: SettingReader): Pick<DomainConfig, "name" | "uuid" | "type" | "kernel" | "extra"> {
  const uuid = read.string("uuid")?.toLowerCase();
  if (uuid !== undefined && !UUID.test(uuid)) read.wrong("uuid", "want 8-4-4-4-12 hexadecimal digits");
  const name = read.string("name");
  if (name === undefined || !NAME.test(name)) read.wrong("name", "want 1 to 64 of A-Z a-z 0-9 _ . -");
  return {
    name: name ?? "",
    uuid,
    type: read.oneOf("type", ["pv", "pvh", "hvm"], "pvh"),
    kernel: read.string("kernel"),
    extra: read.string("extra") ?? read.string("cmdline"),
  };
}

type Resources = Pick<
  DomainConfig,
  "memoryMib" | "maxmemMib" | "vcpus" | "maxvcpus" | "cpus" | "cpuWeight" | "capPercent" | "maxGrantFrames"
>;

function resources(read: SettingReader): Resources {
  const maxmem = read.optionalInteger("maxmem", 1, MIB_MAX);
  const memoryMib = read.integer("memory", 1, MIB_MAX, maxmem ?? MEMORY_DEFAULT_MIB);
  const vcpus = read.integer("vcpus", 1, VCPUS_MAX, 1);
  const maxvcpus = read.integer("maxvcpus", 1, VCPUS_MAX, vcpus);
  if (maxmem !== undefined && maxmem < memoryMib) read.wrong("maxmem", `want at least memory (${memoryMib})`);
  if (maxvcpus < vcpus) read.wrong("maxvcpus", `want at least vcpus (${vcpus})`);
  return {
    memoryMib,
    maxmemMib: maxmem ?? memoryMib,
    vcpus,
    maxvcpus,
    cpus: read.cpus(),
    cpuWeight: read.integer("cpu_weight", 1, 65535, 256),
    capPercent: read.integer("cap", 0, 100 * VCPUS_MAX, 0),
    maxGrantFrames: read.optionalInteger("max_grant_frames", 1, 65535),
  };
}

/** xl's defaults (xl_parse.c). */
function actions(read: SettingReader): Pick<DomainConfig, "onPoweroff" | "onReboot" | "onWatchdog" | "onCrash"> {
  return {
    onPoweroff: read.oneOf("on_poweroff", SHUTDOWN_ACTIONS, "destroy"),
    onReboot: read.oneOf("on_reboot", SHUTDOWN_ACTIONS, "restart"),
    onWatchdog: read.oneOf("on_watchdog", SHUTDOWN_ACTIONS, "destroy"),
    onCrash: read.oneOf("on_crash", SHUTDOWN_ACTIONS, "destroy"),
  };
}

/** The traps that a file can be right and still fall into. */
function lint(config: DomainConfig, read: SettingReader): void {
  const top = { line: 1, column: 1 };
  if (!read.at("memory")) read.problems.warning(top, "memory", `not given; xl gives ${config.memoryMib} MiB`);
  if (config.memoryMib < config.maxmemMib) {
    const grown = `the guest boots with ${config.memoryMib} of ${config.maxmemMib} MiB populated on demand`;
    read.problems.warning(read.at("maxmem") ?? top, "maxmem", `${grown}; without a balloon driver it dies when it touches more`);
  }
  if (!read.at("on_crash")) {
    read.problems.info(
      top,
      "on_crash",
      'not given; after a crash the domain is destroyed and stays away. on_crash="restart" brings it back',
    );
  }
  const touch = config.vkb.find((vkb) => vkb.featureMultiTouch);
  if (touch && config.vdispl.length === 0) read.problems.warning(touch, "vkb", "a touch screen without a vdispl connector to touch");
  for (const [text, at] of read.strings("vsnd")) {
    if (/^\s*stream\b/i.test(text) && /,\s*id=/.test(text)) {
      read.problems.warning(at, "vsnd", "a stream's key is unique-id; the id= of xl.cfg(5)'s example is refused by xl");
    }
  }
}

/** Typed access to the settings; each read judges its value. */
class SettingReader {
  readonly problems: Problems;
  readonly #settings: ReadonlyMap<string, XlSetting>;

  constructor(settings: ReadonlyMap<string, XlSetting>, problems: Problems) {
    this.#settings = settings;
    this.problems = problems;
  }

  at(key: string): Position | undefined {
    return this.#settings.get(key)?.value;
  }

  /** Says that the value of `key` is not what was wanted, and what came. */
  wrong(key: string, wanted: string): void {
    const value = this.#settings.get(key)?.value;
    this.problems.error(value ?? { line: 1, column: 1 }, key, `${wanted}, got ${value ? shown(value) : "nothing"}`);
  }

  string(key: string): string | undefined {
    const value = this.#settings.get(key)?.value;
    if (value?.kind !== "list") return value?.text;
    this.wrong(key, "want a string");
    return undefined;
  }

  oneOf<const T extends string>(key: string, allowed: readonly T[], otherwise: T): T {
    const text = this.string(key);
    if (text === undefined) return otherwise;
    const found = allowed.find((one) => one === text);
    if (found === undefined) this.wrong(key, `want ${allowed.join(", ")}`);
    return found ?? otherwise;
  }

  integer(key: string, min: number, max: number, otherwise: number): number {
    return this.optionalInteger(key, min, max) ?? otherwise;
  }

  /** As xl_cfg_get_long: a number, or a string of one; decimal, 0octal or 0xhexadecimal. */
  optionalInteger(key: string, min: number, max: number): number | undefined {
    const value = this.#settings.get(key)?.value;
    if (!value) return undefined;
    const n = value.kind === "list" ? NaN : longOf(value.text);
    if (n >= min && n <= max) return n;
    this.wrong(key, `want ${min} to ${max}`);
    return undefined;
  }

  list(key: string): readonly XlValue[] {
    const value = this.#settings.get(key)?.value;
    if (!value) return [];
    if (value.kind === "list") return value.items;
    this.wrong(key, "want a list");
    return [];
  }

  /** `cpus` is a string of ranges or a list of one an vCPU. */
  cpus(): string | undefined {
    const value = this.#settings.get("cpus")?.value;
    if (!value) return undefined;
    const texts = value.kind === "list" ? value.items.flatMap((item) => (item.kind === "list" ? [] : [item.text])) : [value.text];
    return texts.join(",");
  }

  /** Every string below `key`, however deep. */
  *strings(key: string): Iterable<readonly [string, Position]> {
    const value = this.#settings.get(key)?.value;
    if (value) yield* stringsOf(value);
  }
}

function* stringsOf(value: XlValue): Iterable<readonly [string, Position]> {
  if (value.kind !== "list") yield [value.text, value];
  else for (const item of value.items) yield* stringsOf(item);
}

const shown = (value: XlValue): string => (value.kind === "list" ? "a list" : value.kind === "number" ? value.text : quoted(value.text));

function longOf(text: string): number {
  if (/^0x[0-9a-f]+$/i.test(text)) return parseInt(text, 16);
  if (/^0[0-7]*$/.test(text)) return parseInt(text, 8);
  return /^[1-9]\d*$/.test(text) ? Number(text) : NaN;
}
