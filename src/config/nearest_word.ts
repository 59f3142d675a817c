/** The one of some words that somebody may have meant by another: the same but for case and hyphens, or one or two letters off, or swapped. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const plain = plainWord(word);
  const [nearest] = known
    .map((other) => ({ other, letters: distance(plain, plainWord(other)) }))
    .filter(({ other, letters }) => letters <= Math.min(MOST_LETTERS, other.length / 3))
    .sort((a, b) => a.letters - b.letters);
  return nearest?.other;
}

const LONGEST_WORD = 40, MOST_LETTERS = 2;

function plainWord(word: string): string {
  return word.toLowerCase().replaceAll(/[-_\s]/g, "");
}

/** How many letters have to be put in, taken out, changed, or swapped with the next (optimal string alignment). */
function distance(from: string, to: string): number {
  let before: number[] = [], row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let at = 1; at <= to.length; at++) {
      const isSame = from[line - 1] === to[at - 1];
      const isSwapped = from[line - 1] === to[at - 2] && from[line - 2] === to[at - 1];
      const changed = (row[at - 1] ?? 0) + (isSame ? 0 : 1);
      const swapped = isSwapped && line > 1 && at > 1 ? (before[at - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min(changed, swapped, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row.at(-1) ?? 0;
}
