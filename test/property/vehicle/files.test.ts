import fc from "fast-check";
import { expect, test } from "vitest";
import { CandumpReader } from "../../../main/vehicle/candump.ts";
import { parseDbc } from "../../../main/vehicle/dbc-parser.ts";
import { parseMapping } from "../../../main/vehicle/mapping-file.ts";

const frames = fc.array(
  fc.record({
    micros: fc.integer({ min: 0, max: 2 ** 40 }),
    bus: fc.stringMatching(/^[a-z][a-z0-9]{0,14}$/),
    extended: fc.boolean(),
    id: fc.integer({ min: 0, max: 0x1fff_ffff }),
    data: fc.uint8Array({ maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 20 },
);

test("any frames written as candump writes them are read back, cut into any chunks", () => {
  fc.assert(
    fc.property(frames, fc.integer({ min: 1, max: 50 }), (given, size) => {
      const wanted = given.map((frame) => ({ ...frame, id: frame.extended ? frame.id : frame.id % 0x800 }));
      const lines = wanted.map(({ micros, bus, extended, id, data }) => {
        const time = `${String(Math.floor(micros / 1e6)).padStart(10, "0")}.${String(micros % 1e6).padStart(6, "0")}`;
        return `(${time}) ${bus} ${id
          .toString(16)
          .toUpperCase()
          .padStart(extended ? 8 : 3, "0")}#${Buffer.from(data).toString("hex")}\n`;
      });
      const octets = new TextEncoder().encode(lines.join(""));
      const reader = new CandumpReader("log", ({ problem }) => expect.unreachable(problem));
      const got: typeof wanted = [];
      for (let at = 0; at < octets.length; at += size) {
        reader.feed(octets.subarray(at, at + size));
        for (let frame = reader.next(); frame; frame = reader.next()) {
          const { bus, extended, id } = frame;
          got.push({ micros: Math.round(frame.at * 1000), bus, extended, id, data: Uint8Array.from(frame.data) });
        }
      }
      expect(got).toEqual(wanted);
    }),
  );
});

test("no octets make the log reader throw or lose count of lines", () => {
  const roughly = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: fc.constantFrom(..."()#.RT_ 0123456789ABcan\n:") }).map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(fc.array(roughly, { maxLength: 10 }), (chunks) => {
      let problems = 0;
      const reader = new CandumpReader("log", () => problems++);
      for (const chunk of [...chunks, Uint8Array.of(10)]) {
        reader.feed(chunk);
        while (reader.next());
      }
      reader.end();
      while (reader.next());
      expect(problems).toBe(reader.badLines);
      expect(reader.lines).toBe(Buffer.concat([...chunks, Uint8Array.of(10)]).filter((octet) => octet === 10).length);
    }),
  );
});

const DBC =
  'VERSION "1"\nNS_ :\n CM_\nBS_:\nBU_: A B\nBO_ 256 M: 8 A\n SG_ S M : 7|16@0- (0.5,-1) [0|1] "u" B\n SG_ T m1 : 0|8@1+ (1,0) [0|1] "" B\nCM_ SG_ 256 S "c;\n";\nVAL_ 256 S -1 "R" ;\nSG_MUL_VAL_ 256 T S 1-3;\nSIG_VALTYPE_ 256 S : 0;\n';
const pieces = DBC.split(/(?<=[ \n])/);

test("no mutilation of a DBC file makes the parser throw or hang, and every problem has a line of the file", () => {
  const mutilated = fc
    .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...pieces) }, { weight: 1, arbitrary: fc.string({ maxLength: 3 }) }), {
      maxLength: 80,
    })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(mutilated, (text) => {
      const dbc = parseDbc("x.dbc", text);
      const lines = text.split("\n").length;
      for (const { line } of dbc.ok ? dbc.value.notes : dbc.error) expect(line >= 1 && line <= lines).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("no text makes the mapping's reader throw", () => {
  const words = fc.constantFrom(
    "signals:",
    "\n",
    "  ",
    "Vehicle.Speed:",
    " from:",
    " - ",
    "{",
    "}",
    "[",
    "]",
    "*a",
    "&a ",
    "dbc: A.B",
    ",",
    "!!map ",
    "? ",
    "<<: ",
    "timeoutMs: 1",
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 30 }), (parts) => {
      const mapping = parseMapping("signals.yaml", parts.join(""));
      if (!mapping.ok) for (const { line } of mapping.error) expect(line).toBeGreaterThanOrEqual(1);
    }),
    { numRuns: 1000 },
  );
});
