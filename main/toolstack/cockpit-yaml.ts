import type { Problems } from "./config-problem.ts";
import { cockpitSchema, type CockpitFile } from "./cockpit-schema.ts";
import { readYaml, type ReadYaml } from "./yaml-file.ts";

/** A cockpit.yaml of the right shape, and where each of its values stands. */
export type ReadCockpitFile = ReadYaml<CockpitFile>;

/** Reads the text as far as its own shape goes. Undefined when there were errors: all of them are in `problems`. */
export const readCockpitYaml = (text: string, problems: Problems): ReadCockpitFile | undefined => readYaml(text, cockpitSchema, problems);
