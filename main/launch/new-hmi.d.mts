/** Makes an HMI's folder; answers the words of what was wrong, or undefined. `words` are those after the program's name, `from` is where they are meant from. */
export function newHmi(words: readonly string[], from: string): string | undefined;
