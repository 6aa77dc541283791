/** As it is compared: small letters without their signs, so that "konigs" finds "Königsallee" and "strasse" finds "Straße". */
export function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ß/g, "ss").replace(/[أإآ]/g, "ا").trim();
}

/** Of `names` those that have what was typed in them, those that begin with it first, at most `most`. Nothing typed finds nothing. */
export function find<T>(all: readonly T[], namesOf: (one: T) => readonly string[], typed: string, most: number): readonly T[] {
  const wanted = folded(typed);
  if (wanted === "") return [];
  const rank = (one: T): number => {
    const names = namesOf(one).map(folded);
    if (names.some((name) => name.startsWith(wanted))) return 0;
    if (names.some((name) => name.includes(` ${wanted}`))) return 1;
    return names.some((name) => name.includes(wanted)) ? 2 : 3;
  };
  return all
    .map((one) => [rank(one), one] as const)
    .filter(([worth]) => worth < 3)
    .sort(([a], [b]) => a - b)
    .slice(0, most)
    .map(([, one]) => one);
}
