/** The most that a line may take without its newline: what we record fits, however much of it is escaped. */
export const MAX_LINE_BYTES = 16 << 20;

/** One line of a file, without its newline, and where it stands. */
export class Line {
  /** Invalid UTF-8 as U+FFFD; empty for a line of more than {@link MAX_LINE_BYTES}, which is not held in memory. */
  readonly text: string;
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Bytes, also of a line that is not held. */
  readonly length: number;
  // Not "#block": a line is made for every event, and Bun takes longer over fields that are private by name.
  private readonly block: Buffer;
  private readonly start: number;

  constructor(offset: number, length: number, block: Buffer, start: number) {
    this.text = block.toString("utf8", start, start + length);
    this.offset = offset;
    this.length = length;
    this.block = block;
    this.start = start;
  }

  /** What {@link text} was made from; valid until the next line is asked for. */
  get bytes(): Buffer {
    return this.block.subarray(this.start, this.start + this.length);
  }
}
