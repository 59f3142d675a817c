import { isUtf8 } from "node:buffer";

const NEWLINE = 0x0a, CARRIAGE_RETURN = 0x0d;

/**
 * Cuts a stream of bytes into the lines that are recorded: they end at `\n` or `\r\n` (a lone `\r` stays in its line), and
 * a line longer than `maxLineBytes` becomes several. Nothing is dropped; invalid UTF-8 becomes U+FFFD, and no character
 * is cut in two by a chunk's or a record's end.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  /** The unfinished line, in the pieces in which it came: joined once, not with each. */
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** Whether a part of the present line has been given already, so that its bare newline is no line of its own. */
  #midLine = false;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** The lines that `chunk` completes, in UTF-8 and each with its `\n`; undefined for none. */
  push(chunk: Uint8Array): Buffer | undefined {
    const piece = asBuffer(chunk);
    if (!piece.includes(NEWLINE) && this.#restBytes + piece.length <= this.#maxLineBytes) {
      this.#keep(piece);
      return undefined;
    }
    const bytes = this.#takeRest(piece);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    const whole = bytes.subarray(0, end);
    const isPlain = end > 0 && this.#arePlain(whole);
    if (isPlain) this.#midLine = false;
    const lines = isPlain || end === 0 ? [] : this.#completeLines(whole);
    let rest = bytes.subarray(end);
    // One byte more than a record may have is kept, when it can be the first half of the line's `\r\n`.
    while (
      rest.length > this.#maxLineBytes + 1 ||
      (rest.length === this.#maxLineBytes + 1 && rest[rest.length - 1] !== CARRIAGE_RETURN)
    ) {
      const cut = characterBoundary(rest, this.#maxLineBytes);
      lines.push(rest.toString("utf8", 0, cut));
      rest = rest.subarray(cut);
      this.#midLine = true;
    }
    // A copy, lest a short rest keeps a large chunk in memory.
    this.#keep(Buffer.from(rest));
    const made = blockOf(lines);
    return isPlain && made ? Buffer.concat([whole, made]) : isPlain ? whole : made;
  }

  /** Whether a line has begun that has not been given. */
  get hasRest(): boolean {
    return this.#restBytes > 0;
  }

  /** What there is of the unfinished line, without the first bytes of an unfinished character. */
  takePartial(): Buffer | undefined {
    const bytes = this.#takeRest();
    const cut = characterBoundary(bytes, bytes.length);
    this.#keep(bytes.subarray(cut));
    return this.#give(bytes.subarray(0, cut));
  }

  /** The rest at the end of the stream. */
  end(): Buffer | undefined {
    return this.#give(this.#takeRest());
  }

  #give(bytes: Buffer): Buffer | undefined {
    if (bytes.length === 0) return undefined;
    this.#midLine = true;
    // It may have one byte more than a record, a carriage return behind which no newline came.
    return blockOf(this.#cut(bytes.toString()));
  }

  /** Whether lines are recorded byte for byte as they are, as nearly all are. `bytes` ends with a newline. */
  #arePlain(bytes: Buffer): boolean {
    return !(this.#midLine && bytes[0] === NEWLINE) && bytes.indexOf("\r\n") < 0 &&
      isUtf8(bytes) && haveAtMost(bytes, this.#maxLineBytes);
  }

  #keep(piece: Buffer): void {
    if (piece.length > 0) this.#rest.push(piece);
    this.#restBytes += piece.length;
  }

  #takeRest(...more: Buffer[]): Buffer {
    const pieces = [...this.#rest, ...more];
    this.#rest = [];
    this.#restBytes = 0;
    const [only] = pieces;
    return only && pieces.length === 1 ? only : Buffer.concat(pieces);
  }

  /** `bytes` ends with a newline. */
  #completeLines(bytes: Buffer): string[] {
    // Decoded at once: a newline byte is never inside a character.
    const lines = bytes.toString("utf8", 0, bytes.length - 1).split("\n");
    const whole: string[] = [];
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index] ?? "";
      const text = line.endsWith("\r") ? line.slice(0, -1) : line;
      if (index === 0 && this.#midLine && text === "") continue;
      // A UTF-16 unit is at most 3 bytes of UTF-8.
      if (text.length * 3 <= this.#maxLineBytes) whole.push(text);
      else whole.push(...this.#cut(text));
    }
    this.#midLine = false;
    return whole;
  }

  #cut(text: string): string[] {
    const parts: string[] = [];
    let bytes = Buffer.from(text);
    while (bytes.length > this.#maxLineBytes) {
      const cut = characterBoundary(bytes, this.#maxLineBytes);
      parts.push(bytes.toString("utf8", 0, cut));
      bytes = bytes.subarray(cut);
    }
    parts.push(bytes.toString());
    return parts;
  }
}

/** Whether no line is longer, without looking at each: `bytes` ends with a newline. */
function haveAtMost(bytes: Buffer, maxLineBytes: number): boolean {
  for (let start = 0; bytes.length - start > maxLineBytes;) {
    const newline = bytes.lastIndexOf(NEWLINE, start + maxLineBytes);
    if (newline < start) return false;
    start = newline + 1;
  }
  return true;
}

function blockOf(lines: readonly string[]): Buffer | undefined {
  return lines.length === 0 ? undefined : Buffer.from(`${lines.join("\n")}\n`);
}

/**
 * The largest length up to `limit` that does not cut a character of UTF-8: it looks back over at most 3 bytes for a lead
 * byte whose character reaches beyond. Never 0 unless `limit` is, or the character is not complete yet.
 */
function characterBoundary(bytes: Buffer, limit: number): number {
  for (let back = 1; back <= 3 && back <= limit; back++) {
    const byte = bytes[limit - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    return characterBytes(byte) > back ? limit - back : limit;
  }
  return limit;
}

function characterBytes(lead: number): number {
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  if (lead >= 0xe0) return lead < 0xf0 ? 3 : 1;
  return lead >= 0xc2 ? 2 : 1;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
