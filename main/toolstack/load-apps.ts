import type { ReadFile } from "./cockpit.ts";
import type { ReadCockpitFile } from "./cockpit-yaml.ts";
import { quoted, type ConfigProblem, type Problems } from "./config-problem.ts";
import { MANIFEST_FILE, readWebApp, type WebApp } from "./web-app.ts";

export interface ReadApps {
  /** By place in `domains`. */
  readonly found: readonly (readonly WebApp[])[];
  /** Those of the manifests; what the cockpit's own file says wrong goes to its own. */
  readonly problems: readonly ConfigProblem[];
}

/** Reads the web apps of every domain, each by its folder's manifest. */
export function readApps(
  { file, at }: ReadCockpitFile,
  path: (file: string) => string,
  readFile: ReadFile,
  exists: (path: string) => boolean,
  problems: Problems,
): ReadApps {
  const own: ConfigProblem[] = [];
  const found = file.domains.map(({ apps, hmi }, index) =>
    apps.flatMap((named, place): WebApp[] => {
      const where = ["domains", index, "apps", place] as const;
      const refuse = (problem: string): WebApp[] => {
        problems.error(at(...where), `domains[${index}].apps[${place}]`, problem);
        return [];
      };
      if (hmi === undefined) return refuse("want apps beside hmi, whose they are, got no hmi");
      const folder = named.replace(/^(\.\/)+|\/+$/g, "");
      if (folder === "" || folder === ".") return refuse(`want a folder in the cockpit's folder, got ${quoted(named)}`);
      const manifest = `${folder}/${MANIFEST_FILE}`;
      const text = readFile(path(manifest));
      if (!text.ok) return refuse(`want a folder with a ${MANIFEST_FILE}, got ${quoted(named)}: ${text.error}`);
      const read = readWebApp(text.value, path(folder), manifest);
      if (!read.ok) {
        own.push(...read.error);
        return [];
      }
      const { start, icon } = read.value;
      for (const one of [start.replace(/\?.*$/s, ""), ...(icon === undefined ? [] : [icon.replace(/\?.*$/s, "")])]) {
        if (!exists(path(`${folder}/${decodeURI(one)}`))) return refuse(`want what ${manifest} names to be there, got no ${quoted(one)}`);
      }
      return [read.value];
    }),
  );
  return { found, problems: own };
}
