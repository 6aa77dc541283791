/**
 * A domain's kept settings as a file: YAML, a quoted key and a quoted text a line. JSON's strings are YAML's, so a person may edit it.
 */
import { z } from "zod";
import { err, ok, type Result } from "../../protocol/result.ts";
import { SETTING_KEY, SETTING_VALUE_MAX, settingOctets, SETTINGS_MAX } from "../../protocol/settings.ts";
import { Problems, type ConfigProblem } from "./config-problem.ts";
import { readYaml } from "./yaml-file.ts";
import { want } from "./yaml-schema.ts";

/** By key. Values are Unicode. */
export type Settings = ReadonlyMap<string, string>;

const WANT_KEY = "want a key of a-z, then a-z 0-9 -, 64 characters at most";
const value = z
  .string(want("a text"))
  .refine((text) => settingOctets(text) !== undefined, want(`at most ${SETTING_VALUE_MAX} octets of UTF-8`));
const schema = z
  .record(z.string(), value, want("a mapping of keys to texts"))
  .refine((all) => Object.keys(all).length <= SETTINGS_MAX, want(`at most ${SETTINGS_MAX} settings`))
  .superRefine((all, { addIssue }) => {
    for (const key of Object.keys(all)) if (!SETTING_KEY.test(key)) addIssue({ code: "custom", path: [key], message: WANT_KEY });
  });

/** All that the text says; or nothing of it, and every problem with its place. */
export function parseSettings(text: string, file: string): Result<Settings, readonly ConfigProblem[]> {
  const problems = new Problems(file);
  const read = readYaml(text, schema, problems);
  return read ? ok(new Map(Object.entries(read.file))) : err(problems.list);
}

export function formatSettings(settings: Settings): string {
  if (settings.size === 0) return "{}\n";
  const lines = [...settings].map(([key, text]) => `${quotedText(key)}: ${quotedText(text)}\n`);
  return lines.sort().join("");
}

/** As JSON has it, less what the reader would count as nesting or a control character wherever it stands. */
const quotedText = (text: string): string =>
  JSON.stringify(text).replace(
    /[[\]{}\u007f-\u00a0\u2028\u2029\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
