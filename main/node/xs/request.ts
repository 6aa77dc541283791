import type { XsPerm } from "../../../protocol/ports.ts";

/** What a command line asks for. Paths and values are octets: strings whose every code is 0 to 255. */
export type Request =
  | { readonly verb: "ls"; readonly paths: readonly string[]; readonly flat: boolean; readonly perms: boolean }
  | { readonly verb: "read"; readonly paths: readonly string[]; readonly prefix: boolean; readonly raw: boolean }
  | { readonly verb: "write"; readonly pairs: readonly (readonly [path: string, value: string])[] }
  | { readonly verb: "rm"; readonly paths: readonly string[]; readonly tidy: boolean }
  | { readonly verb: "exists"; readonly paths: readonly string[] }
  | { readonly verb: "list"; readonly paths: readonly string[]; readonly prefix: boolean }
  | { readonly verb: "chmod"; readonly path: string; readonly perms: readonly XsPerm[]; readonly upto: boolean; readonly recurse: boolean }
  /** `events` undefined: without end. */
  | { readonly verb: "watch"; readonly paths: readonly string[]; readonly events: number | undefined }
  | { readonly verb: "control"; readonly words: readonly string[] };

export type RequestOf<V extends Request["verb"]> = Extract<Request, { readonly verb: V }>;
