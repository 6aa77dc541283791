/**
 * A user's own web app, as its folder's manifest describes it (W3C Web Application Manifest): the members that a cockpit shows.
 *
 * A manifest is JSON, which the YAML reader reads with its lines. What a cockpit has no use for is passed over, as the standard wants it.
 */
import { z } from "zod";
import { err, ok, type Result } from "../../protocol/result.ts";
import { Problems, type ConfigProblem } from "./config-problem.ts";
import { readYaml } from "./yaml-file.ts";
import { want } from "./yaml-schema.ts";

export const MANIFEST_FILE = "manifest.webmanifest";

export interface WebApp {
  /** All that it can read. */
  readonly folder: string;
  readonly name: string;
  /** Below the folder, without a slash in front. */
  readonly start: string;
  readonly icon: string | undefined;
  /** #RRGGBB, behind the icon. */
  readonly colour: string | undefined;
}

/** The longest name that a tile has room for. */
const NAME_MAX = 24;

/** Below the app's own folder, wherever it is said from: what leads out of it or to another origin is none. */
function below(url: string): string | undefined {
  const base = "app://folder/";
  if (!URL.canParse(url, base) || /\\/.test(url)) return undefined;
  const { href, pathname, search } = new URL(url, base);
  const path = pathname.slice(1);
  return href.startsWith(base) && path !== "" && !/%2f|%5c|(^|\/)\./i.test(path) ? path + search : undefined;
}

const place = (what: string) =>
  z.string(want(what)).transform((url, context) => {
    const path = below(url);
    if (path !== undefined) return path;
    context.addIssue({ code: "custom", message: `want ${what}` });
    return z.NEVER;
  });

const label = (what: string) =>
  z
    .string(want(what))
    .trim()
    .regex(new RegExp(`^[^\\p{Cc}\\p{Cf}]{1,${NAME_MAX}}$`, "u"), want(what));

const manifest = z.object(
  {
    name: label(`a name of 1 to ${NAME_MAX} letters`),
    short_name: label(`a name of 1 to ${NAME_MAX} letters`).optional(),
    start_url: place("a page below the app's folder").default("index.html"),
    icons: z
      .array(z.object({ src: place("a picture below the app's folder") }, want("a mapping with src")), want("a list of pictures"))
      .default([]),
    theme_color: z
      .string(want("#RRGGBB"))
      .regex(/^#[0-9A-Fa-f]{6}$/, want("#RRGGBB"))
      .optional(),
  },
  want("a mapping of name, short_name, start_url, icons, theme_color"),
);

/** Reads a manifest; on an error every problem in it, at its place. `file` is how problems name it. */
export function readWebApp(text: string, folder: string, file: string): Result<WebApp, readonly ConfigProblem[]> {
  const problems = new Problems(file);
  const read = readYaml(text, manifest, problems);
  if (!read) return err(problems.list);
  const { name, short_name, start_url, icons, theme_color } = read.file;
  return ok({ folder, name: short_name ?? name, start: start_url, icon: icons[0]?.src, colour: theme_color });
}
