import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AbiEntry } from "../../../protocol/abi-entry.ts";
import { ABI, abiStructs } from "../../../protocol/abi.ts";
import { blkifReq } from "../../../protocol/io/blkif.ts";
import { CAMERA_PACKET_SIZE } from "../../../protocol/io/cameraif.ts";
import { XENDISPL_PACKET_SIZE } from "../../../protocol/io/displif.ts";
import { SND_PACKET_SIZE } from "../../../protocol/io/sndif.ts";
import { ringSize } from "../../../protocol/ring.ts";
import { XS_ERRORS } from "../../../protocol/xs-wire.ts";
import { cTypesOf, macrosOf, type CType } from "./dwarf.ts";
import { haveOracle, including, pathOf, Workshop } from "./gcc.ts";
import { NOT_DECLARED } from "./not-declared.ts";

const excluded = new Set(NOT_DECLARED.flatMap(({ names }) => names));
/** Reserved octets have no name in our tables: no field owns them, so encoding clears them. */
const RESERVED = /(^|\.)(reserved\d*|_*pad|pvt_pad)$/;

const SLOTS = [
  { tag: "xen_displif", octets: XENDISPL_PACKET_SIZE },
  { tag: "xen_sndif", octets: SND_PACKET_SIZE },
  { tag: "xen_cameraif", octets: CAMERA_PACKET_SIZE },
  { tag: "blkif", octets: blkifReq.size },
];
const PAGES = [1, 2, 4, 16];

/** What there is in the headers, by their debugging information and their macros. */
function surveyed(workshop: Workshop) {
  const source = including(ABI.map(({ header }) => header));
  workshop.gcc(source, "-c", "-gdwarf-4", "-fno-eliminate-unused-debug-types", "-o", workshop.at("survey.o"));
  const dump = (what: string): string => workshop.run("readelf", `--debug-dump=${what}`, workshop.at("survey.o"));
  const macros = macrosOf(workshop.gcc(source, "-E", "-dD"));
  return { ...cTypesOf(dump("info"), dump("rawline")), macros };
}
type Survey = ReturnType<typeof surveyed>;

/** The members to ask gcc about: what a table should tell, or, where ours goes further into a member that is a structure, what ours does. */
function membersToTell(name: string, { members, reachable }: CType): readonly string[] {
  const ours = Object.keys(abiStructs[name]?.fields ?? {});
  const finer = ours.filter((member) => reachable.includes(member));
  const missing = members.filter((member) => !finer.some((one) => one === member || one.startsWith(`${member}.`)));
  return [...finer, ...missing.filter((member) => !RESERVED.test(member) && !excluded.has(`${name}.${member}`))];
}

/** The C program: one line a size, a member, a constant. The numbers are gcc's; only the names come from the survey. */
function program({ types, enumerators, macros }: Survey): string {
  const headers = new Set(ABI.map(({ header }) => pathOf(header)));
  const lines = [...types]
    .filter(([, { file }]) => headers.has(file))
    .flatMap(([name, type]) => [
      `printf("sizeof ${name} %zu\\n", sizeof(${type.keyword} ${name}));`,
      ...membersToTell(name, type).map((member) => {
        const of = `${type.keyword} ${name}`;
        return `printf("member ${name} [\\"${member}\\",%zu,%zu]\\n", offsetof(${of}, ${member}), sizeof(((${of} *)0)->${member}));`;
      }),
    ]);
  const constants = [
    ...[...macros].filter(([name, { file, isFunction }]) => headers.has(file) && !isFunction && !excluded.has(name)),
    ...[...enumerators].filter(([, file]) => headers.has(file)),
  ];
  lines.push(...constants.map(([name]) => `SAY(${name});`));
  for (const { tag } of SLOTS) {
    for (const pages of PAGES) lines.push(`printf("slots ${tag} %ld\\n", (long)__CONST_RING_SIZE(${tag}, 4096 * ${pages}));`);
  }
  lines.push(
    `for (size_t i = 0; i < sizeof(xsd_errors) / sizeof(*xsd_errors); i++) printf("error - \\"%s\\"\\n", xsd_errors[i].errstring);`,
  );
  return `${including(ABI.map(({ header }) => header))}
static void say_text(const char *name, const char *value) { printf("constant %s \\"%s\\"\\n", name, value); }
static void say_number(const char *name, long value) { printf("constant %s %ld\\n", name, value); }
#define SAY(constant) _Generic((constant), char *: say_text, default: say_number)(#constant, constant)
int main(void) {
${lines.join("\n")}
return 0; }
`;
}

describe.skipIf(!haveOracle)("Xen's public headers, as gcc compiles them", () => {
  const workshop = new Workshop();
  let survey: Survey;
  /** The program's lines: what, of which name, and values in JSON. */
  const said: (readonly [what: string, name: string, value: unknown])[] = [];
  beforeAll(() => {
    survey = surveyed(workshop);
    workshop.gcc(program(survey), "-o", workshop.at("program"));
    for (const line of workshop.run(workshop.at("program")).trim().split("\n")) {
      const [, what, name, value] = /^(\w+) (\S+) (.*)$/.exec(line)!;
      said.push([what!, name!, JSON.parse(value!)]);
    }
  });
  afterAll(() => workshop.remove());

  const told = (what: string, of?: string): unknown[] =>
    said.filter(([kind, name]) => kind === what && (of === undefined || name === of)).map(([, , value]) => value);

  test.each(ABI)("the structures of $header are those that we declare, with every member where our table has it", ({ header, structs }) => {
    const names = [...survey.types].filter(([name, { file }]) => file === pathOf(header) && !excluded.has(name)).map(([name]) => name);
    const theirs = names.map((name): [string, AbiEntry] => [
      name,
      {
        size: told("sizeof", name)[0] as number,
        fields: Object.fromEntries((told("member", name) as [string, number, number][]).map(([member, ...place]) => [member, place])),
      },
    ]);
    expect(structs).toEqual(Object.fromEntries(theirs));
  });

  test.each(ABI)("the constants of $header are those that we declare", ({ header, constants }) => {
    const inHeader = (name: string): boolean => (survey.macros.get(name)?.file ?? survey.enumerators.get(name)) === pathOf(header);
    const theirs = said.filter(([what, name]) => what === "constant" && inHeader(name)).map(([, name, value]) => [name, value]);
    expect(constants).toEqual(Object.fromEntries(theirs));
  });

  test("every macro of the headers that takes arguments is on the list of what we do not declare", () => {
    const headers = new Set(ABI.map(({ header }) => pathOf(header)));
    const functions = [...survey.macros].filter(([, { file, isFunction }]) => isFunction && headers.has(file)).map(([name]) => name);
    expect(functions.filter((name) => !excluded.has(name))).toEqual([]);
  });

  test("nothing is on that list that the headers do not have", () => {
    const { types, macros } = survey;
    const known = (name: string): boolean => {
      const [type = "", ...member] = name.split(".");
      return member.length > 0 ? types.get(type)?.members.includes(member.join(".")) === true : types.has(type) || macros.has(type);
    };
    expect([...excluded].filter((name) => !known(name))).toEqual([]);
  });

  test.each(SLOTS)("a $tag ring has as many slots as ring.h computes, on 1, 2, 4 and 16 pages", ({ tag, octets }) => {
    expect(PAGES.map((pages) => ringSize(4096 * pages, octets))).toEqual(told("slots", tag));
  });

  test("the errors that travel are those of xsd_errors[], and oxenstored's EQUOTA", () => {
    expect([...XS_ERRORS]).toEqual([...told("error"), "EQUOTA"]);
  });
});
