/**
 * Lines that together never take more than so many bytes of UTF-8, their newlines included. With `rowBytes` each takes whole
 * rows of so many, as it does on a terminal.
 */
export class ByteBudget {
  readonly lines: string[] = [];
  #room: number;

  constructor(bytes: number, readonly rowBytes = 1) {
    this.#room = bytes;
  }

  /** Bytes that are left. */
  get room(): number {
    return this.#room;
  }

  /** Takes all of these lines, or none of them where they do not fit, and says which. */
  take(...lines: string[]): boolean {
    const bytes = lines.reduce((sum, line) => sum + this.costOf(line), 0);
    if (bytes > this.#room) return false;
    this.lines.push(...lines);
    this.#room -= bytes;
    return true;
  }

  /** Takes as much of a line as fits. */
  takeCut(line: string): void {
    const cut = cutToBytes(line, this.#room - (this.#room % this.rowBytes) - 1);
    if (cut !== "") this.take(cut);
  }

  /** What a line takes. */
  costOf(line: string): number {
    return Math.ceil(sizeOf(line) / this.rowBytes) * this.rowBytes;
  }

  /** A part of what is left, whose lines are taken over by {@link add}. */
  part(bytes: number): ByteBudget {
    return new ByteBudget(Math.max(0, Math.min(bytes, this.#room)), this.rowBytes);
  }

  add(part: ByteBudget): void {
    this.take(...part.lines);
  }
}

/** Bytes of a line with its newline. */
export function sizeOf(line: string): number {
  return Buffer.byteLength(line) + 1;
}

/** The beginning of a text in at most so many bytes of UTF-8, with `…` where something is missing and it fits. */
export function cutToBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const mark = bytes >= 8 ? "…" : "";
  let room = bytes - Buffer.byteLength(mark), cut = "";
  for (const character of text) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    cut += character;
  }
  return cut + mark;
}
