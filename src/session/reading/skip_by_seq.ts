import type { SkipLine } from "../../storage/lines/line_reader.ts";

const HEAD = Buffer.from('{"seq":');
const ZERO = 0x30, NINE = 0x39, COMMA = 0x2c;
const MOST_DIGITS = 15;

/**
 * Skips the lines of events whose number is not between `after` and `before`, neither included, without parsing them. A line
 * that could hide another event, as a crash leaves it, is not skipped.
 */
export function skipBySeq(after: number, before: number): SkipLine {
  return (block, start, end) => {
    const seq = seqAt(block, start);
    if (seq === undefined || (seq > after && seq < before)) return false;
    // Within a string every quote has a backslash before it: a second head is never one in recorded output.
    const next = block.indexOf(HEAD, start + HEAD.length);
    return next < 0 || next >= end;
  };
}

/** The number that a line begins with as every writer writes it; undefined for any other line. */
function seqAt(block: Buffer, start: number): number | undefined {
  for (let index = 0; index < HEAD.length; index++) {
    if (block[start + index] !== HEAD[index]) return undefined;
  }
  const first = start + HEAD.length;
  let seq = 0;
  for (let at = first; at < first + MOST_DIGITS; at++) {
    const byte = block[at] ?? 0;
    if (byte === COMMA && at > first) return seq;
    if (byte < ZERO || byte > NINE) return undefined;
    seq = seq * 10 + byte - ZERO;
  }
  return undefined;
}
