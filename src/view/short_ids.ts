const SHORTEST = 4;

/**
 * For each id, or for those that are `wanted` among them, its shortest end, of at least 4 characters, that no other id begins
 * or ends with in any case: what findSession() takes for it.
 */
export function shortIds(
  ids: readonly string[],
  wanted: readonly string[] = ids,
): Map<string, string> {
  const short = new Map<string, string>();
  let open = [...new Set(wanted)];
  for (let length = SHORTEST; open.length > 0; length++) {
    const counts = countEnds(
      ids,
      new Set(open.map((id) => id.slice(-length).toLowerCase())),
      length,
    );
    open = open.filter((id) => {
      const end = id.slice(-length);
      if (counts.get(end.toLowerCase()) !== 1 && end !== id) return true;
      short.set(id, end);
      return false;
    });
  }
  return short;
}

/** How many ids begin or end with each of these texts of a length, in any case; ids that differ in case alone are one. */
function countEnds(
  ids: readonly string[],
  ends: ReadonlySet<string>,
  length: number,
): Map<string, number> {
  const heads = new FourCharacters(), tails = new FourCharacters();
  for (const end of ends) {
    heads.add(end, 0);
    tails.add(end, end.length - SHORTEST);
  }
  const counts = new Map<string, number>(), counted = new Set<string>();
  const count = (end: string) => {
    if (ends.has(end)) counts.set(end, (counts.get(end) ?? 0) + 1);
  };
  for (const id of ids) {
    // Most ids are none of these, which is soon seen.
    if (!heads.mayHave(id, 0) && !tails.mayHave(id, id.length - SHORTEST)) continue;
    const key = id.toLowerCase(), head = key.slice(0, length), tail = key.slice(-length);
    if (!(ends.has(head) || ends.has(tail)) || counted.has(key)) continue;
    counted.add(key);
    count(head);
    if (tail !== head) count(tail);
  }
  return counts;
}

/** Tells in no time of most texts that four of their characters are not, in any case, those of a few others. */
class FourCharacters {
  readonly #codes = new Set<number>();
  #any = false;

  add(text: string, at: number): void {
    const code = codeAt(text, at);
    if (code === undefined) this.#any = true;
    else this.#codes.add(code);
  }

  mayHave(text: string, at: number): boolean {
    if (this.#any) return true;
    const code = codeAt(text, at);
    return code === undefined || this.#codes.has(code);
  }
}

/** The same for both cases of a letter; undefined where there are no four characters of ASCII. */
function codeAt(text: string, at: number): number | undefined {
  if (at < 0 || at + SHORTEST > text.length) return undefined;
  let code = 0;
  for (let index = at; index < at + SHORTEST; index++) {
    const unit = text.charCodeAt(index);
    // In lower case it may be another number of characters.
    if (unit > 0x7f) return undefined;
    code = (code << 8) | unit | 0x20;
  }
  return code;
}
