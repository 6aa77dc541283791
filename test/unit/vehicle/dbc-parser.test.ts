import { expect, test } from "vitest";
import { parseDbc } from "../../../main/vehicle/dbc-parser.ts";
import type { Dbc } from "../../../main/vehicle/dbc.ts";
import { compileReader } from "../../../main/vehicle/signal-codec.ts";

/** Hand-computed: the vectors below were worked out on paper from the bit numbering rules, not by a program. */
const SAMPLE = `VERSION "1.0"
NS_ :
\tCM_
\tBA_DEF_
\tVAL_
BS_:
BU_: ECM BCM CLUSTER
BO_ 256 ENGINE_1: 8 ECM
 SG_ EngineSpeed : 0|16@1+ (0.25,0) [0|16000] "rpm" CLUSTER
 SG_ CoolantTemp : 16|8@1+ (1,-40) [-40|215] "Celsius" CLUSTER
BO_ 512 VEH_1: 8 BCM
 SG_ VehicleSpeed : 7|16@0+ (0.01,0) [0|655.35] "km/h" CLUSTER
 SG_ Gear : 23|4@0- (1,0) [-8|7] "" CLUSTER
BO_ 2566844926 EXT_1: 8 ECM
 SG_ Mode M : 0|8@1+ (1,0) [0|255] "" CLUSTER
 SG_ A m0 : 8|8@1+ (1,0) [0|255] "" CLUSTER
CM_ SG_ 256 EngineSpeed "Engine; speed
second line";
BA_DEF_ BO_ "GenMsgCycleTime" INT 0 65535;
BA_DEF_DEF_ "GenMsgCycleTime" 0;
BA_ "GenMsgCycleTime" BO_ 256 10;
VAL_ 512 Gear -1 "R" 0 "N" 1 "D1" ;
`;

function parsed(text: string): Dbc {
  const dbc = parseDbc("sample.dbc", text);
  if (!dbc.ok) throw new Error(JSON.stringify(dbc.error));
  return dbc.value;
}

function read(dbc: Dbc, name: string, octets: readonly number[]): number | undefined {
  const [messageName, signalName] = name.split(".");
  const message = dbc.messages.get(messageName ?? "");
  const signal = message?.signals.get(signalName ?? "");
  if (!message || !signal) throw new Error(`no ${name}`);
  return compileReader(message, signal)(Uint8Array.from(octets));
}

test("hand-computed frames decode to the values that were worked out on paper", () => {
  const dbc = parsed(SAMPLE);
  const engine = [0x40, 0x1f, 0x82, 0x50, 0, 0, 0xff, 0xff];
  const vehicle = [0x13, 0x88, 0xf0, 0, 0, 0, 0, 0];
  const gear = read(dbc, "VEH_1.Gear", vehicle) ?? 99;
  expect({
    rpm: read(dbc, "ENGINE_1.EngineSpeed", engine),
    coolant: read(dbc, "ENGINE_1.CoolantTemp", engine),
    speed: read(dbc, "VEH_1.VehicleSpeed", vehicle),
    gear,
    gearName: dbc.messages.get("VEH_1")?.signals.get("Gear")?.values.get(gear),
  }).toEqual({ rpm: 2000, coolant: 90, speed: 50, gear: -1, gearName: "R" });
});

test("bit 31 of an id means 29 bits, comments keep their line ends and semicolons, cycle times are read", () => {
  const dbc = parsed(SAMPLE);
  const { id, extended } = dbc.messages.get("EXT_1") ?? {};
  expect([id, extended]).toEqual([0x18fef1fe, true]);
  expect(dbc.messages.get("ENGINE_1")?.signals.get("EngineSpeed")?.comment).toBe("Engine; speed\nsecond line");
  expect(dbc.messages.get("ENGINE_1")?.cycleMs).toBe(10);
  expect([dbc.version, dbc.nodes, dbc.notes]).toEqual(["1.0", ["ECM", "BCM", "CLUSTER"], []]);
});

test("a multiplexed signal is read only from frames whose multiplexor selects it", () => {
  const dbc = parsed(SAMPLE);
  expect(read(dbc, "EXT_1.A", [0, 77])).toBe(77);
  expect(read(dbc, "EXT_1.A", [1, 77])).toBeUndefined();
});

test("SG_MUL_VAL_ gives ranges and a multiplexor of its own, and multiplexors may nest", () => {
  const dbc = parsed(`BU_: X
BO_ 1 N: 8 X
 SG_ Outer M : 0|8@1+ (1,0) [0|0] "" X
 SG_ Inner m1M : 8|8@1+ (1,0) [0|0] "" X
 SG_ Leaf m3 : 16|8@1+ (1,0) [0|0] "" X
SG_MUL_VAL_ 1 Inner Outer 1-1;
SG_MUL_VAL_ 1 Leaf Inner 3-5, 9-9;
`);
  const leaf = (outer: number, inner: number): number | undefined => read(dbc, "N.Leaf", [outer, inner, 42]);
  expect([leaf(1, 3), leaf(1, 5), leaf(1, 9), leaf(1, 6), leaf(2, 3)]).toEqual([42, 42, 42, undefined, undefined]);
});

test("SIG_VALTYPE_ makes IEEE floats of 32 and 64 bits", () => {
  const dbc = parsed(`BU_: X
BO_ 1 F: 8 X
 SG_ Single : 0|32@1- (1,0) [0|0] "" X
BO_ 2 D: 8 X
 SG_ Double : 7|64@0- (2,1) [0|0] "" X
SIG_VALTYPE_ 1 Single : 1;
SIG_VALTYPE_ 2 Double 2;
`);
  expect(read(dbc, "F.Single", [0, 0, 0xc0, 0x3f])).toBe(1.5);
  expect(read(dbc, "D.Double", [0xc0, 0x04, 0, 0, 0, 0, 0, 0])).toBe(-2.5 * 2 + 1);
});

test("every mistake is reported at once with its line, and what follows a mistake is still read", () => {
  const dbc = parseDbc(
    "bad.dbc",
    `BU_: X
BO_ 256 A: 8 X
 SG_ Speed 0|16@1+ (1,0) [0|0] "" X
 SG_ Wide : 0|65@1+ (1,0) [0|0] "" X
 SG_ Flat : 0|8@1+ (0,0) [0|0] "" X
 SG_ Lost m4 : 0|8@1+ (1,0) [0|0] "" X
BO_ 4096 B: 8 X
 SG_ NotOfA : 0|8@1+ (1,0) [0|0] "" X
VAL_ 256 Lost 1 one ;
`,
  );
  expect(dbc.ok ? [] : dbc.error).toEqual([
    { file: "bad.dbc", line: 3, problem: 'want ":", got "0"' },
    { file: "bad.dbc", line: 4, problem: 'want a length in bits from 1 to 64, got "65"' },
    { file: "bad.dbc", line: 5, problem: "want a factor other than 0 for Flat" },
    { file: "bad.dbc", line: 7, problem: "want an id of 11 bits, or of 29 with bit 31 set, got 4096" },
    { file: "bad.dbc", line: 9, problem: `want a value's name in quotes, got "one"` },
    { file: "bad.dbc", line: 6, problem: "Lost is multiplexed but A has no M" },
  ]);
});

test("unknown sections and references to nothing are notes, not errors", () => {
  const dbc = parsed(`BU_: X
NEW_THING_ 1 "whatever" ;
BO_ 1 A: 1 X
 SG_ Long : 0|16@1+ (1,0) [0|0] "" X
CM_ SG_ 1 Gone "a comment";
CM_ "AUTOGENERATED";
CM_ BU_ X "node; comment";
VAL_TABLE_ OnOff 0 "off" 1 "on" ;
VAL_ SomeEnvVar 0 "off" ;
`);
  expect(dbc.notes.map(({ line, problem }) => `${line}: ${problem}`)).toEqual([
    "2: section NEW_THING_ is not known and was skipped",
    "5: message A has no signal Gone",
    "4: A.Long ends past the message's 1 octets",
  ]);
  expect(dbc.valueTables.get("OnOff")).toEqual(new Map([[0, "off"], [1, "on"]])); // prettier-ignore
});

test("a file that ends in the middle of a string is one problem with the line where the string begins", () => {
  const dbc = parseDbc("cut.dbc", 'BU_: X\nCM_ "no end');
  expect(dbc.ok ? [] : dbc.error.map(({ line }) => line)).toEqual([2]);
});
