/** So much of an id's beginning and of its end is looked at. */
export const END_CHARACTERS = 4;

/** The code of an end of an id that holds other characters than those of ASCII, or too few: it may be anything. */
export const ANY_END = 0;

/**
 * Four characters of a text as a number, the same for both cases of a letter, and for some that are no letters; ANY_END
 * where there are no four of ASCII.
 */
export function endCode(text: string, at: number): number {
  if (at < 0 || at + END_CHARACTERS > text.length) return ANY_END;
  let code = 0;
  for (let index = at; index < at + END_CHARACTERS; index++) {
    const unit = text.charCodeAt(index);
    // In lower case it may be another number of characters.
    if (unit > 0x7f) return ANY_END;
    code = (code << 8) | unit | 0x20;
  }
  return code;
}

/** The {@link endCode} of four bytes, given as one number, the first the highest. */
export function endCodeOfBytes(bytes: number): number {
  return (bytes & 0x80808080) === 0 ? bytes | 0x20202020 : ANY_END;
}

/** Tells in no time of most ids that they neither begin nor end with one of a few texts, in any case. */
export class IdEnds {
  // Not "#heads": they are asked for every id, and Bun takes longer over fields that are private by name.
  private readonly heads = new Set<number>();
  private readonly tails = new Set<number>();
  /** Whether nothing can be told of any id: one of the texts is short, or holds more than ASCII. */
  readonly any: boolean;

  constructor(ends: Iterable<string>) {
    for (const end of ends) {
      this.heads.add(endCode(end, 0));
      this.tails.add(endCode(end, end.length - END_CHARACTERS));
    }
    this.any = this.heads.has(ANY_END) || this.tails.has(ANY_END);
  }

  mayFit(id: string): boolean {
    return this.mayFitCodes(endCode(id, 0), endCode(id, id.length - END_CHARACTERS));
  }

  /** By the codes of an id's first four characters and of its last. */
  mayFitCodes(head: number, tail: number): boolean {
    return this.any || head === ANY_END || tail === ANY_END || this.heads.has(head) ||
      this.tails.has(tail);
  }
}
