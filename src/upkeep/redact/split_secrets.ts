import { MASK, type MaskRange } from "../../redaction/mask_ranges.ts";
import type { Redactor } from "../../redaction/redactor.ts";

/** The end of an output line, of which a secret may have begun that goes on in the next. */
interface BegunPart {
  readonly place: number;
  /** Where in the line, in bytes. */
  readonly start: number;
  readonly bytes: Buffer;
}

/**
 * Finds known secrets that lie across records of one stream: a line that was printed with pauses, or is very long, was
 * recorded as several. They are looked for in a first pass over a log, and masked in a second.
 */
export class SplitSecrets {
  readonly #redactor: Redactor;
  readonly #begun = new Map<string, BegunPart[]>();
  /** By the place of the record: what is to be masked in its line, in bytes. */
  readonly #ranges = new Map<number, MaskRange[]>();

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** Looks at the next line of a stream, recorded at a place of the log. */
  look(stream: string, place: number, line: string): void {
    const before = this.#begun.get(stream) ?? [];
    const parts = [...before, { place, start: 0, bytes: Buffer.from(line) }];
    const joined = Buffer.concat(parts.map(({ bytes }) => bytes));
    const { ranges, openStart: open } = this.#redactor.knownPartsOf(joined);
    if (before.length > 0) { for (const range of ranges) this.#note(parts, range); }
    const begun = partsWithin(parts, [open, joined.length]).map(({ part, from, to }) => ({
      place: part.place,
      start: part.start + from,
      bytes: Buffer.from(part.bytes.subarray(from, to)),
    }));
    if (begun.length > 0) this.#begun.set(stream, begun);
    else this.#begun.delete(stream);
  }

  /** Whether a part of such a secret is in the line at a place. */
  has(place: number): boolean {
    return this.#ranges.has(place);
  }

  /** Whether a secret may go on in the next line of a stream. */
  get isOpen(): boolean {
    return this.#begun.size > 0;
  }

  /** The line at a place with its parts of such secrets masked. */
  masked(place: number, line: string): string {
    const ranges = this.#ranges.get(place);
    if (!ranges) return line;
    const bytes = Buffer.from(line);
    let text = "", at = 0;
    for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
      if (end <= at) continue;
      text += bytes.toString("utf8", at, Math.max(at, start)) + (start < at ? "" : MASK);
      at = end;
    }
    return text + bytes.toString("utf8", at);
  }

  #note(parts: readonly BegunPart[], range: MaskRange): void {
    const touched = partsWithin(parts, range);
    if (touched.length < 2) return;
    for (const { part: { place, start }, from, to } of touched) {
      const ranges = this.#ranges.get(place) ?? [];
      ranges.push([start + from, start + to]);
      this.#ranges.set(place, ranges);
    }
  }
}

/** The parts that a range of them all reaches into, and how far. */
function partsWithin(parts: readonly BegunPart[], [start, end]: MaskRange) {
  let offset = 0;
  return parts.flatMap((part) => {
    const from = Math.max(0, start - offset), to = Math.min(part.bytes.length, end - offset);
    offset += part.bytes.length;
    return from < to ? [{ part, from, to }] : [];
  });
}
