/** The one of some words that somebody may have meant by another: the same but for case and hyphens, or one or two letters off. */
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

/** How many letters have to be put in, taken out or changed (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (let at = 0; at < to.length; at++) {
      const changed = (row[at] ?? 0) + (to[at] === letter ? 0 : 1);
      next.push(Math.min(changed, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
