/** What runs in a domain, by cockpit.yaml's `hmi` and `guest`, and the colour that dom0 puts around it. */
import { err, ok, type Result } from "../../protocol/result.ts";
import type { CockpitFile } from "./cockpit-schema.ts";
import { UNTRUSTED_COLOUR, type AppSource, type CockpitGuest } from "./cockpit.ts";
import type { DomainConfig } from "./domain-config.ts";
import { quoted } from "./config-problem.ts";

/** What a domain's problem is, and which of its keys is about. */
export interface DomainProblem {
  readonly where: readonly string[];
  readonly problem: string;
}

/** As many grants as an emulated guest has refs for (emulated-ports.ts), less what its rings and directories take. */
const PATTERN_PAGES_MAX = 16_000;
const PAGES_A_MIB = 256;

const OWN_KERNEL = "want none beside guest, which has its own";

export function guestOf(
  { hmi, guest, kernel }: CockpitFile["domains"][number],
  config: DomainConfig | undefined,
  path: (file: string) => string,
): Result<CockpitGuest, DomainProblem> {
  if (hmi !== undefined && guest) return err({ where: ["guest"], problem: "want either hmi or guest, got both" });
  if (hmi !== undefined) return ok({ kind: "view", hmi, kernel: kernel && path(kernel) });
  if (!guest) return err({ where: [], problem: "want hmi or guest, got neither" });
  if (guest === "domu") return kernel === undefined ? ok({ kind: "domu" }) : err({ where: ["kernel"], problem: OWN_KERNEL });
  if (guest.pattern && guest.app !== undefined) return err({ where: ["guest"], problem: "want either pattern or app, got both" });
  if (kernel !== undefined) return err({ where: ["kernel"], problem: OWN_KERNEL });
  if (guest.app !== undefined) {
    const source = appSource(guest.app, path);
    return source
      ? ok({ kind: "app", source })
      : err({
          where: ["guest", "app"],
          problem: `want a folder in the cockpit's folder, or http://127.0.0.1:PORT/, got ${quoted(guest.app)}`,
        });
  }
  if (!guest.pattern) return err({ where: ["guest"], problem: "want pattern or app, got neither" });
  const { format } = guest.pattern;
  const octets = (format === "rgb565" ? 2 : 4) * 2;
  const sizes = (config?.vdispl ?? []).flatMap(({ connectors }) => connectors.map(({ width, height }) => width * height * octets));
  const pages = sizes.reduce((sum, size) => sum + Math.ceil(size / 4096), 0);
  const wanted = `two buffers a display: ${Math.ceil(pages / PAGES_A_MIB)} MiB`;
  if (pages > PATTERN_PAGES_MAX) {
    return err({ where: ["guest", "pattern"], problem: `want displays of ${PATTERN_PAGES_MAX / PAGES_A_MIB} MiB together, got ${wanted}` });
  }
  if (config && pages >= config.maxmemMib * PAGES_A_MIB - PAGES_A_MIB) {
    return err({ where: ["guest", "pattern"], problem: `want maxmem for ${wanted}, and one over, got ${config.maxmemMib}` });
  }
  return ok({ kind: "pattern", format });
}

/** Names that are this machine to every resolver. */
const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/** Where an app is; undefined for what leads out of the cockpit's folder, or to another machine. */
export function appSource(app: string, path: (file: string) => string): AppSource | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(app)) {
    const url = URL.canParse(app) ? new URL(app) : undefined;
    const allowed = url?.protocol === "http:" && LOOPBACK.includes(url.hostname) && url.username === "" && url.password === "";
    return url && allowed ? { kind: "server", origin: url.origin, url: url.href } : undefined;
  }
  const parts = app.split("/").filter((part) => part !== "" && part !== ".");
  if (app.startsWith("/") || app.includes("\\") || parts.length === 0 || parts.includes("..")) return undefined;
  return { kind: "folder", path: path(parts.join("/")) };
}

/** The border's colour: a user's own app has the untrusted one and no other, all else has one of its cockpit's choice. */
export function colourOf({ colour }: CockpitFile["domains"][number], guest: CockpitGuest): Result<string, DomainProblem> {
  if (guest.kind !== "app") return colour === undefined ? err({ where: ["colour"], problem: "want #RRGGBB, got nothing" }) : ok(colour);
  if (colour === undefined || colour.toUpperCase() === UNTRUSTED_COLOUR) return ok(UNTRUSTED_COLOUR);
  return err({ where: ["colour"], problem: `want ${UNTRUSTED_COLOUR}, which is every app's, or none, got ${quoted(colour)}` });
}
