/** Which pictures there are, and which of them are wanted. */
import { err, ok, type Result } from "../../protocol/result.ts";
import { LANGUAGES, type Language } from "./languages.ts";
import { STATES, type Screen, type State } from "./states.ts";

export const DISPLAYS = ["cluster", "ivi", "ivi-portrait"] as const;
export const THEMES = ["night", "day"] as const;

export type DisplayName = (typeof DISPLAYS)[number];
export type Theme = (typeof THEMES)[number];

/** One picture. */
export interface Shot {
  readonly display: DisplayName;
  readonly screen: Screen;
  readonly theme: Theme;
  readonly language: Language;
  readonly state: State;
}

/** A cockpit that is started, and what is taken in it. */
export interface Sitting {
  readonly cockpit: "default" | "portrait";
  readonly shots: readonly Shot[];
}

/** How a picture's file is called. */
export const fileOf = ({ display, theme, language, state }: Shot): string => `${display}-${theme}-${language}-${state.name}.png`;

/** Everything, in the order in which it takes the fewest changes: a state once, a theme twice in it, a language each time. */
export function allShots(): readonly Sitting[] {
  const displays = { default: { cluster: "cluster", ivi: "ivi" }, portrait: { cluster: undefined, ivi: "ivi-portrait" } } as const;
  return (["default", "portrait"] as const).map((cockpit) => ({
    cockpit,
    shots: STATES.flatMap((state) =>
      THEMES.flatMap((theme) =>
        LANGUAGES.flatMap((language) =>
          state.screens.flatMap((screen): Shot[] => {
            const display = displays[cockpit][screen];
            return display === undefined ? [] : [{ display, screen, theme, language, state }];
          }),
        ),
      ),
    ),
  }));
}

/** What a word of a filter may be: the beginning of a state's name also takes all that begin so (`app`, `locked`). */
const words: Readonly<Record<string, (shot: Shot, word: string) => boolean>> = {
  display: ({ display }, word) => display === word,
  theme: ({ theme }, word) => theme === word,
  language: ({ language }, word) => language === word,
  state: ({ state }, word) => state.name === word || state.name.startsWith(`${word}-`),
};

/**
 * The shots that a filter asks for, as `ivi/ar/night/locked`: words in any order, one of several of the same kind, and all of a kind that is
 * not named. Several filters: what any of them asks for.
 */
export function chosenShots(sittings: readonly Sitting[], filters: readonly string[]): Result<readonly Sitting[], readonly string[]> {
  if (filters.length === 0) return ok(sittings);
  const every = sittings.flatMap(({ shots }) => shots);
  const problems: string[] = [];
  const rules = filters.map((filter) => {
    const kinds = new Map<string, string[]>();
    for (const word of filter.split("/")) {
      const kind = Object.keys(words).find((one) => every.some((shot) => words[one]!(shot, word)));
      if (kind === undefined) problems.push(`--only ${filter}: wanted ${known()}, got ${JSON.stringify(word)}`);
      else kinds.set(kind, [...(kinds.get(kind) ?? []), word]);
    }
    return (shot: Shot): boolean => [...kinds].every(([kind, wanted]) => wanted.some((word) => words[kind]!(shot, word)));
  });
  if (problems.length > 0) return err(problems);
  const chosen = sittings.map(({ cockpit, shots }) => ({ cockpit, shots: shots.filter((shot) => rules.some((rule) => rule(shot))) }));
  const some = chosen.filter(({ shots }) => shots.length > 0);
  return some.length > 0 ? ok(some) : err([`--only ${filters.join(", ")}: there is no such picture`]);
}

function known(): string {
  return [...DISPLAYS, ...THEMES, ...LANGUAGES, ...STATES.map(({ name }) => name)].join(", ");
}
