/**
 * What one domain tells another: facts that no signal of the car is for, as the next turn of the infotainment's guidance, which the cluster shows.
 *
 * A domain writes each topic below its own home, `data/tells/<topic>`, as one flat JSON object; dom0 reads it, checks it, and writes it anew into
 * the home of the domain that hears it, `data/told/<topic>` (main/toolstack/tells-carrier.ts). So neither domain ever reads the other's words,
 * and all of it is xenstore, which any kernel has. Both ends check with the one table below: a guest what its page says, dom0 what a guest says.
 */
import type { Told } from "./bridge.ts";
import { err, ok, type Result } from "./result.ts";
import { settingOctets, settingText } from "./settings.ts";
import { domainHome, xsJoin } from "./xs-path.ts";

export const TELL_TOPICS = ["turn", "media", "speed-limit"] as const satisfies readonly (keyof Told)[];
export type TellTopic = (typeof TELL_TOPICS)[number];

/** What is not told again within this time is withdrawn: a turn must not look live when nobody counts its metres any more. */
export const TELL_MAX_AGE_MS = 5000;
export const TELL_TEXT_MAX = 64;

/** What a domain tells; `data` is its own to write in, as libxl leaves it. */
export const tellsPath = (domid: number): string => xsJoin(domainHome(domid), "data", "tells");
/** What a domain is told. */
export const toldPath = (domid: number): string => xsJoin(domainHome(domid), "data", "told");

/** The topic whose node is at `path`, of those below `base`. */
export const topicAt = (path: string, base: string): TellTopic | undefined => TELL_TOPICS.find((topic) => path === xsJoin(base, topic));

interface Field {
  readonly wanted: string;
  readonly optional?: true;
  readonly is: (value: unknown) => boolean;
}

const whole = (least: number, most: number): Field => ({
  wanted: `a whole number of ${least} to ${most}`,
  is: (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
});
const oneOf = (...words: readonly string[]): Field => ({ wanted: words.join(", "), is: (value) => words.includes(value as string) });
const flag: Field = { wanted: "true or false", is: (value) => typeof value === "boolean" };

/** Control characters, halves of surrogate pairs, line separators, and what turns the text around it the other way (Trojan Source, CVE-2021-42574). */
const UNWANTED = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const text: Field = {
  wanted: `at most ${TELL_TEXT_MAX} characters, none of them for control or direction`,
  // TRUST: the length in UTF-16 units is looked at first, so that no more than two a character are taken apart.
  is: (value) =>
    typeof value === "string" && value.length <= 2 * TELL_TEXT_MAX && [...value].length <= TELL_TEXT_MAX && !UNWANTED.test(value),
};
const kmh: Field = {
  wanted: "none, or 5 to 200 in fives",
  is: (value) => value === "none" || (whole(5, 200).is(value) && (value as number) % 5 === 0),
};

// prettier-ignore
const FIELDS: Readonly<Record<TellTopic, Readonly<Record<string, Field>>>> = {
  "turn": { kind: oneOf("left", "right", "straight", "arrive"), metres: whole(0, 100_000), into: text, arrival: { ...whole(0, 6000), optional: true } },
  "media": { title: text, artist: text, playing: flag },
  "speed-limit": { kmh },
};

/** A value of that topic, made anew of what the table has; or what was wanted, and what came. */
export function checkTell<Topic extends TellTopic>(topic: Topic, value: unknown): Result<NonNullable<Told[Topic]>, string> {
  const fields = FIELDS[topic];
  const known = Object.keys(fields).join(", ");
  if (typeof value !== "object" || value === null || Array.isArray(value)) return err(`${topic}: want ${known}, got ${shownTell(value)}`);
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
  if (unknown !== undefined) return err(`${topic}: want ${known}, got ${shownTell(unknown)}`);
  const checked: Record<string, unknown> = {};
  for (const [key, { wanted, optional, is }] of Object.entries(fields)) {
    const came: unknown = Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
    if (came === undefined && optional) continue;
    if (!is(came)) return err(`${topic}.${key}: want ${wanted}, got ${shownTell(came)}`);
    // JSON knows no −0: what is written must read the same.
    checked[key] = came === 0 ? 0 : came;
  }
  // Every field of the topic is there and was checked, and no other is.
  return ok(checked as unknown as NonNullable<Told[Topic]>);
}

/** A checked value as the store has it, a character an octet of its UTF-8. */
export const tellOctets = (value: object): string => settingOctets(JSON.stringify(value)) ?? "";

/** The other way, of octets that anybody may have written. */
export function parseTell<Topic extends TellTopic>(topic: Topic, octets: string): Result<NonNullable<Told[Topic]>, string> {
  // TRUST: octets of a guest's; settingText takes no more than 1024 of them, and only UTF-8, so that is all that is parsed.
  const json = settingText(octets);
  if (json === undefined) return err(`${topic}: want at most 1024 octets of UTF-8, got ${octets.length} octets`);
  try {
    return checkTell(topic, JSON.parse(json));
  } catch (cause) {
    if (cause instanceof SyntaxError) return err(`${topic}: want JSON, got ${shownTell(json)}`);
    throw cause;
  }
}

/** What came, cut to a readable length. */
export function shownTell(came: unknown): string {
  if (typeof came === "number" || typeof came === "boolean" || came === undefined || came === null) return String(came);
  if (typeof came !== "string") return Array.isArray(came) ? "a list" : typeof came;
  const quoted = JSON.stringify(came);
  return quoted.length <= 60 ? quoted : `${quoted.slice(0, 57)}… of ${came.length} characters`;
}
