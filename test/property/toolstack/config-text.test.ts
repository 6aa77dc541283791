import fc from "fast-check";
import { expect, test } from "vitest";
import { err, ok } from "../../../protocol/result.ts";
import { formatProblem, Problems } from "../../../main/toolstack/config-problem.ts";
import { parseDomainConfig } from "../../../main/toolstack/domain-config.ts";
import { parseFaultSpecs } from "../../../main/toolstack/fault-spec.ts";
import { loadCockpit } from "../../../main/toolstack/load-cockpit.ts";
import { parseXlCfg, type XlValue } from "../../../main/toolstack/xl-cfg.ts";
import { actedOnKeys } from "../../../main/toolstack/xl-keys.ts";

/** Text near the grammar: what goes wrong lies there, not in noise. */
// prettier-ignore
const xlPiece = fc.constantFrom(
  ...actedOnKeys, "=", "+=", "[", "]", ",", ";", "\n", " ", "'", '"', "\\", "#", "0x1f", "12", "'a=b,c'", "'connectors=c0:1x2;'", "A", "-", "\r\n", "é",
);
const xlText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(xlPiece, { maxLength: 60 }).map((pieces) => pieces.join("")),
);
// prettier-ignore
const yamlPiece = fc.constantFrom(
  "name", "displays", "domains", "camera", "drive", ":", ": ", "- ", "\n", "\n  ", "[", "]", "{", "}", ",", "&a ", "*a", "<<", "!!map", "|", ">", "?", "'", '"',
  "a.cfg", "1920x720", "null", "__proto__", "#000000", "%", "---", "...", "\t",
);
const yamlText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(yamlPiece, { maxLength: 60 }).map((pieces) => pieces.join("")),
);

test("any text is an xl.cfg file or a list of problems, each with a place inside the text", () => {
  fc.assert(
    fc.property(xlText, (text) => {
      const read = parseDomainConfig(text, "x.cfg");
      const lines = text.split("\n");
      for (const { line, column } of read.ok ? read.value.notes : read.error) {
        expect(line >= 1 && line <= lines.length && column >= 1).toBe(true);
      }
      if (!read.ok) expect(read.error.some(({ severity }) => severity === "error")).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("any text is a cockpit.yaml or a list of problems that can be printed, whatever its domain file holds", () => {
  fc.assert(
    fc.property(yamlText, xlText, (text, cfg) => {
      const read = loadCockpit("c", (path) => (path === "c/cockpit.yaml" ? ok(text) : path === "c/a.cfg" ? ok(cfg) : err("ENOENT")));
      if (!read.ok) expect(read.error.map(formatProblem).every((line) => /^\S+:\d+:\d+: ./s.test(line))).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("a value that is written down is read back, however nested", () => {
  type Plain = string | readonly Plain[];
  const { value } = fc.letrec<{ value: Plain }>((tie) => ({
    value: fc.oneof({ depthSize: "small" }, fc.string(), fc.array(tie("value"), { maxLength: 4 })),
  }));
  const written = (plain: Plain): string =>
    typeof plain === "string" ? `"${plain.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n")}"` : `[\n${plain.map(written).join(",\n")}]`;
  const read = (xl: XlValue | undefined): Plain => (xl?.kind === "list" ? xl.items.map(read) : (xl?.text ?? "?"));
  fc.assert(
    fc.property(value, (plain) => {
      const problems = new Problems("x.cfg");
      expect([read(parseXlCfg(`a = ${written(plain)} # end`, problems).get("a")?.value), problems.list]).toEqual([plain, []]);
    }),
  );
});

test("any fault texts are faults in order of time or problems, at least one a text that is none", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.stringMatching(/^(crash|hang):(ivi|x)@\d{1,5}(ms|s)$/))), (texts) => {
      const read = parseFaultSpecs(texts, ["ivi"]);
      if (!read.ok) expect(read.error.length).toBeGreaterThan(0);
      else expect(read.value.map(({ atMs }) => atMs)).toEqual(read.value.map(({ atMs }) => atMs).sort((a, b) => a - b));
    }),
  );
});
