/** Which types there are in a translation unit, and in which file each is: gcc's debugging information (DWARF 4) as readelf prints it. */

/** A structure or union with a name. */
export interface CType {
  readonly keyword: "struct" | "union";
  readonly file: string;
  /** What a table should tell: designators of the members, down to scalars, arrays and types that have a name. */
  readonly members: readonly string[];
  /** Designators of everything inside, named types too. */
  readonly reachable: readonly string[];
}

export interface CTypes {
  readonly types: ReadonlyMap<string, CType>;
  /** Enumerators, with their file. */
  readonly enumerators: ReadonlyMap<string, string>;
}

interface Entry {
  readonly tag: string;
  readonly depth: number;
  readonly attributes: Map<string, string>;
  readonly children: Entry[];
}

/** The entries by their offsets, in the order of the dump. */
function entriesOf(info: string): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  const open: Entry[] = [];
  let last: Entry | undefined;
  for (const line of info.split("\n")) {
    const begin = /^ <(\d+)><([0-9a-f]+)>: Abbrev Number: \d+ \(DW_TAG_(\w+)\)/.exec(line);
    if (begin) {
      const depth = Number(begin[1]);
      last = { tag: begin[3]!, depth, attributes: new Map(), children: [] };
      open.length = depth;
      open.at(-1)?.children.push(last);
      open.push(last);
      entries.set(begin[2]!, last);
      continue;
    }
    const attribute = /^ +<[0-9a-f]+> +DW_AT_(\w+) *: (?:\(indirect string, offset: 0x[0-9a-f]+\): )?(.*?)\s*$/.exec(line);
    if (attribute) last?.attributes.set(attribute[1]!, attribute[2]!);
  }
  return entries;
}

/** The file table: number to path. */
function filesOf(lines: string): ReadonlyMap<string, string> {
  const [directories = "", files = ""] = lines.split("The Directory Table")[1]?.split("The File Name Table") ?? [];
  const folders = new Map([...directories.matchAll(/^ +(\d+)\t(.+)$/gm)].map(([, number, path]) => [number!, path!]));
  return new Map(
    [...files.matchAll(/^ +(\d+)\t(\d+)\t\d+\t\d+\t(.+)$/gm)].map(([, number, folder, name]) => [
      number!,
      `${folders.get(folder!) ?? "."}/${name!}`,
    ]),
  );
}

const AGGREGATE: Readonly<Record<string, CType["keyword"]>> = { structure_type: "struct", union_type: "union" };

/** Reads `readelf --debug-dump=info` and `readelf --debug-dump=rawline` of one object file. */
export function cTypesOf(info: string, rawline: string): CTypes {
  const entries = entriesOf(info);
  const files = filesOf(rawline);
  const fileOf = (entry: Entry): string => files.get(entry.attributes.get("decl_file") ?? "") ?? "";

  /** Behind typedefs and qualifiers. */
  const typeOf = (entry: Entry): Entry | undefined => {
    const type = entries.get(/^<0x([0-9a-f]+)>$/.exec(entry.attributes.get("type") ?? "")?.[1] ?? "");
    return type && /^(typedef|const_type|volatile_type)$/.test(type.tag) ? typeOf(type) : type;
  };
  const inside = (entry: Entry, prefix: string, alsoNamed: boolean): string[] =>
    entry.children
      .filter(({ tag }) => tag === "member")
      .flatMap((member) => {
        const name = member.attributes.get("name");
        const path = name === undefined ? prefix : prefix + name;
        const type = typeOf(member);
        const aggregate = type !== undefined && type.tag in AGGREGATE;
        if (aggregate && !type.attributes.has("name")) return inside(type, name === undefined ? path : `${path}.`, alsoNamed);
        return aggregate && alsoNamed ? [path, ...inside(type, `${path}.`, true)] : [path];
      });

  const types = new Map<string, CType>();
  const enumerators = new Map<string, string>();
  for (const entry of entries.values()) {
    const keyword = AGGREGATE[entry.tag];
    const name = entry.attributes.get("name");
    if (keyword && name !== undefined && entry.attributes.has("byte_size")) {
      types.set(name, { keyword, file: fileOf(entry), members: inside(entry, "", false), reachable: inside(entry, "", true) });
    }
    if (entry.tag === "enumeration_type") {
      for (const { attributes } of entry.children) enumerators.set(attributes.get("name") ?? "", fileOf(entry));
    }
  }
  return { types, enumerators };
}

/** The macros of a text that `gcc -E -dD` printed, with the file of each: all but those that stand for nothing, as include guards do. */
export function macrosOf(preprocessed: string): ReadonlyMap<string, { readonly file: string; readonly isFunction: boolean }> {
  const macros = new Map<string, { file: string; isFunction: boolean }>();
  let file = "";
  for (const line of preprocessed.split("\n")) {
    file = /^# \d+ "([^"]*)"/.exec(line)?.[1] ?? file;
    const define = /^#define (\w+)(\()?(.*)$/.exec(line);
    if (define && (define[2] !== undefined || define[3]?.trim() !== ""))
      macros.set(define[1]!, { file, isFunction: define[2] !== undefined });
  }
  return macros;
}
