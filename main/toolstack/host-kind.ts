/** On which machine a cockpit runs, and whether its domains fit it. */
import type { Cockpit } from "./cockpit.ts";

/** `xen`: a real one, of which this is dom0. */
export type HostKind = "emulated" | "xen";

/** What a dom0 says of itself in /proc/xen/capabilities, read as text; undefined where there is no such file. */
export const isDom0 = (capabilities: string | undefined): boolean => /\bcontrol_d\b/.test(capabilities ?? "");

/** What is wrong with a cockpit's domains on that host, a sentence each. */
export function hostProblems({ domains }: Cockpit, host: HostKind): readonly string[] {
  const wrong = domains.filter(({ guest }) => (guest.kind === "domu") !== (host === "xen"));
  const wanted =
    host === "xen"
      ? "want guest: domu, since on a real Xen a domain runs a kernel of its own"
      : "want hmi, or guest: {app: …} or {pattern: …}; guest: domu is for a real Xen (--host xen), and this is the emulation";
  // Not left out without a word: who reserves counts on it.
  const reserved = domains.filter(({ rtds }) => rtds !== undefined && host === "xen");
  const choosing = domains.filter(({ chooses }) => chooses.length > 0 && host === "xen");
  return [
    ...wrong.map(({ config }) => `domain ${config.name}: ${wanted}`),
    ...reserved.map(
      ({ config }) => `domain ${config.name}: want no rtds, since a real Xen's is set by \`xl sched-rtds -d ${config.name}\``,
    ),
    ...choosing.map(
      ({ config }) => `domain ${config.name}: want no chooses, since domains of a real Xen have no vss device to follow a choice by`,
    ),
  ];
}
