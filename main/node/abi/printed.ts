/** Our tables of Xen's headers as text: for programs, and for people. */
import { ABI, abiConstants, abiStructs, type AbiHeader } from "../../../protocol/abi.ts";

/**
 * `{ "xenkbd_key": { "size": 8, "fields": { "keycode": [4, 4], … } }, …, "constants": { "XENKBD_TYPE_KEY": 3, … } }`: a line a structure and
 * a line a constant. No structure of the headers is called `constants`.
 */
export function abiAsJson(): string {
  const line = ([name, value]: readonly [string, unknown]): string => `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
  const constants = Object.entries(abiConstants).map(line).join(",\n    ");
  return `{\n  ${Object.entries(abiStructs).map(line).join(",\n  ")},\n  "constants": {\n    ${constants}\n  }\n}\n`;
}

function headerAsText({ header, structs, constants }: AbiHeader): string {
  const width = Math.max(0, ...Object.keys(constants).map((name) => name.length));
  const blocks = Object.entries(structs).map(([name, { size, fields }]) => [
    `  ${name}, ${size} octets`,
    ...Object.entries(fields).map(
      ([member, [offset, octets]]) => `    ${String(offset).padStart(4)}  ${String(octets).padStart(4)}  ${member}`,
    ),
  ]);
  const values = Object.entries(constants).map(([name, value]) => `  ${name.padEnd(width)}  ${JSON.stringify(value)}`);
  return [[header], ...blocks, ...(values.length > 0 ? [values] : [])].map((lines) => lines.join("\n") + "\n").join("\n");
}

/** Header by header: each structure with offset, width and name of its members, then the constants. */
export const abiAsText = (): string => ABI.map(headerAsText).join("\n\n");
