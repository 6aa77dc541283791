/** The device specifications inside xl.cfg's strings: `'backend=DomD, be-alloc=0, connectors=c0:1920x720'`. */
import { didYouMean, quoted, type Position, type Problems } from "./config-problem.ts";
import type { XlValue } from "./xl-cfg.ts";

/** One connector of a vdispl device. Pixels; `uniqueId` is what cockpit.yaml's displays name. */
export interface ConnectorConfig extends Position {
  readonly uniqueId: string;
  readonly width: number;
  readonly height: number;
}

/** One entry of `vdispl`. `backend` is a domain's name or id; undefined is dom0. */
export interface VdisplConfig extends Position {
  readonly backend: string | undefined;
  readonly beAlloc: boolean;
  readonly connectors: readonly ConnectorConfig[];
}

/** One entry of `vkb`. Numbers are 0 where the file says nothing, as in libxl_device_vkb. */
export interface VkbConfig extends Position {
  readonly backend: string | undefined;
  readonly backendType: "linux" | "qemu";
  readonly uniqueId: string | undefined;
  readonly featureDisableKeyboard: boolean;
  readonly featureDisablePointer: boolean;
  readonly featureAbsPointer: boolean;
  readonly featureRawPointer: boolean;
  readonly featureMultiTouch: boolean;
  readonly multiTouchWidth: number;
  readonly multiTouchHeight: number;
  readonly multiTouchNumContacts: number;
  readonly width: number;
  readonly height: number;
}

const SIDE_MAX = 16384;
/** kbdif's contact_id is one octet. */
const CONTACTS_MAX = 256;

/** Reads the strings of a `vdispl` list; `key` is "vdispl". */
export function vdisplConfigs(list: readonly XlValue[], problems: Problems): readonly VdisplConfig[] {
  return list.flatMap((value, index) => {
    const spec = SpecReader.of(value, `vdispl[${index}]`, ["backend", "be-alloc", "connectors"], problems);
    if (!spec) return [];
    return [{ ...spec.at, backend: spec.text("backend"), beAlloc: spec.flag("be-alloc"), connectors: connectors(spec, problems) }];
  });
}

function connectors(spec: SpecReader, problems: Problems): readonly ConnectorConfig[] {
  const part = spec.part("connectors");
  if (!part) {
    problems.error(spec.at, `${spec.key}.connectors`, "want at least one connector, as c0:1920x720, got none");
    return [];
  }
  let column = part.column;
  return part.text.split(";").flatMap((text, index) => {
    const at = { line: part.line, column };
    column += text.length + 1;
    const found = /^\s*([^:\s]+):(\d+)x(\d+)\s*$/.exec(text);
    const [width, height] = [Number(found?.[2]), Number(found?.[3])];
    if (found?.[1] && inSide(width) && inSide(height)) return [{ uniqueId: found[1], width, height, ...at }];
    problems.error(at, `${spec.key}.connectors[${index}]`, `want ID:WIDTHxHEIGHT with sides of 1 to ${SIDE_MAX}, got ${quoted(text)}`);
    return [];
  });
}

const inSide = (n: number): boolean => n >= 1 && n <= SIDE_MAX;

// prettier-ignore
const vkbKeys = [
  "backend", "backend-type", "unique-id", "feature-disable-keyboard", "feature-disable-pointer", "feature-abs-pointer",
  "feature-raw-pointer", "feature-multi-touch", "multi-touch-width", "multi-touch-height", "multi-touch-num-contacts", "width", "height",
];

/** Reads the strings of a `vkb` list. As in xl, any of the multi-touch numbers turns multi-touch on. */
export function vkbConfigs(list: readonly XlValue[], problems: Problems): readonly VkbConfig[] {
  return list.flatMap((value, index) => {
    const spec = SpecReader.of(value, `vkb[${index}]`, vkbKeys, problems);
    return spec ? [vkbConfig(spec, problems)] : [];
  });
}

function vkbConfig(spec: SpecReader, problems: Problems): VkbConfig {
  const touch = {
    multiTouchWidth: spec.count("multi-touch-width", SIDE_MAX),
    multiTouchHeight: spec.count("multi-touch-height", SIDE_MAX),
    multiTouchNumContacts: spec.count("multi-touch-num-contacts", CONTACTS_MAX),
  };
  const numbers = Object.values(touch);
  const featureMultiTouch = spec.flag("feature-multi-touch") || numbers.some((n) => n > 0);
  if (featureMultiTouch && numbers.some((n) => n === 0)) {
    const wanted = "want multi-touch-width, multi-touch-height and multi-touch-num-contacts, all above 0";
    problems.error(spec.at, `${spec.key}.feature-multi-touch`, `${wanted}, got ${numbers.join(", ")}`);
  }
  return {
    ...spec.at,
    backend: spec.text("backend"),
    backendType: backendType(spec, problems),
    uniqueId: spec.text("unique-id"),
    featureDisableKeyboard: spec.flag("feature-disable-keyboard"),
    featureDisablePointer: spec.flag("feature-disable-pointer"),
    featureAbsPointer: spec.flag("feature-abs-pointer"),
    featureRawPointer: spec.flag("feature-raw-pointer"),
    featureMultiTouch,
    ...touch,
    width: spec.count("width", SIDE_MAX),
    height: spec.count("height", SIDE_MAX),
  };
}

function backendType(spec: SpecReader, problems: Problems): "linux" | "qemu" {
  const part = spec.part("backend-type");
  const key = `${spec.key}.backend-type`;
  const type = part?.text.toLowerCase();
  if (type === "linux") return type;
  if (type === "qemu") {
    problems.info(part ?? spec.at, key, "the backend directory is backend/vkbd; with linux it is backend/vinput");
    return type;
  }
  problems.error(part ?? spec.at, key, `want linux or qemu, got ${part ? quoted(part.text) : "nothing"}`);
  return "linux";
}

interface SpecPart extends Position {
  readonly text: string;
}

/** One specification string, cut at its commas into `key=value` parts, each with its place. */
class SpecReader {
  readonly at: Position;
  readonly key: string;
  readonly #parts = new Map<string, SpecPart>();
  readonly #problems: Problems;

  constructor(at: Position, key: string, problems: Problems) {
    this.at = { line: at.line, column: at.column };
    this.key = key;
    this.#problems = problems;
  }

  static of(value: XlValue, key: string, known: readonly string[], problems: Problems): SpecReader | undefined {
    if (value.kind === "list") {
      problems.error(value, key, "want a string of KEY=VALUE parts, got a list");
      return undefined;
    }
    const spec = new SpecReader(value, key, problems);
    // A string cannot hold a newline, so a part's column is the string's and its offset. An escape before it would shift that.
    let column = value.column + 1;
    for (const raw of value.text.split(",")) {
      const at = { line: value.line, column: column + raw.length - raw.trimStart().length };
      column += raw.length + 1;
      if (raw.trim() !== "") spec.#addPart(raw.trim(), at, known);
    }
    return spec;
  }

  part(name: string): SpecPart | undefined {
    return this.#parts.get(name);
  }

  text(name: string): string | undefined {
    return this.#parts.get(name)?.text;
  }

  flag(name: string): boolean {
    return this.count(name, 1) === 1;
  }

  /** A number from 0 to `max`, 0 when it is not given. */
  count(name: string, max: number): number {
    const part = this.#parts.get(name);
    if (!part) return 0;
    const n = /^(0x[0-9a-f]+|\d+)$/i.test(part.text) ? Number(part.text) : NaN;
    if (n <= max) return n;
    this.#problems.error(part, `${this.key}.${name}`, `want 0 to ${max}, got ${quoted(part.text)}`);
    return 0;
  }

  #addPart(raw: string, at: Position, known: readonly string[]): void {
    const equals = raw.indexOf("=");
    if (equals < 0) {
      this.#problems.error(at, this.key, `want KEY=VALUE, got ${quoted(raw)}`);
      return;
    }
    const name = raw.slice(0, equals);
    if (!known.includes(name)) {
      const near = didYouMean(name, known);
      this.#problems.error(at, `${this.key}.${name}`, `unknown${near ? `; did you mean ${near}` : `; known are ${known.join(", ")}`}`);
      return;
    }
    const text = raw.slice(equals + 1);
    // It goes into XenStore, whose values are printable ASCII here.
    if (/^[\x20-\x7e]+$/.test(text)) this.#parts.set(name, { text, line: at.line, column: at.column + equals + 1 });
    else this.#problems.error(at, `${this.key}.${name}`, `want printable ASCII, got ${quoted(text)}`);
  }
}
