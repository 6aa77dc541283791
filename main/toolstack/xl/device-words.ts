/** The components of `xl vkb-attach DOMAIN …` and `xl vdispl-attach DOMAIN …`: KEY=VALUE, a word each, as in xl.cfg's strings. */
import { err, ok, type Result } from "../../../protocol/result.ts";
import { Problems } from "../config-problem.ts";
import { vdisplConfigs, vkbConfigs, type VdisplConfig, type VkbConfig } from "../device-config.ts";
import type { XlValue } from "../xl-cfg.ts";

/** Reads them as one vkb; every problem at once, a line each. */
export const vkbOfWords = (words: readonly string[]): Result<VkbConfig, string> => ofWords("vkb", words, vkbConfigs);
/** Reads them as one vdispl. */
export const vdisplOfWords = (words: readonly string[]): Result<VdisplConfig, string> => ofWords("vdispl", words, vdisplConfigs);

function ofWords<C>(
  key: string,
  words: readonly string[],
  read: (list: readonly XlValue[], problems: Problems) => readonly C[],
): Result<C, string> {
  const problems = new Problems("");
  const [config] = read([{ kind: "string", text: words.join(","), line: 1, column: 0 }], problems);
  const wrong = problems.list.filter(({ severity }) => severity === "error");
  if (config !== undefined && wrong.length === 0) return ok(config);
  return err(wrong.map((one) => `${one.key.replace(`${key}[0].`, "").replace(`${key}[0]`, key)}: ${one.problem}`).join("\n"));
}
