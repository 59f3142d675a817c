import { bun } from "./ffi/bun.ts";

/** Bytes that are searched, and lazily the same as text of one character a byte. */
export class ByteText {
  #text: string | undefined;

  constructor(readonly bytes: Buffer) {}

  get text(): string {
    return this.#text ??= this.bytes.toString("latin1");
  }
}

/** The first place of something from `from` on; -1 for none. */
export type FindBytes = (within: ByteText, from: number) => number;

/**
 * Finds a text of one character a byte. Deno takes a hundred times as long to search a Buffer as to search a string of it;
 * Bun is saved from making the string.
 */
export function bytesFinder(wanted: string): FindBytes {
  if (bun === undefined) return (within, from) => within.text.indexOf(wanted, from);
  const skipped = unusualFrom(wanted);
  if (skipped === 0) {
    const all = Buffer.from(wanted, "latin1");
    return ({ bytes }, from) => bytes.indexOf(all, from);
  }
  const before = Buffer.from(wanted.slice(0, skipped), "latin1");
  const rest = Buffer.from(wanted.slice(skipped), "latin1");
  return ({ bytes }, from) => {
    let at = bytes.indexOf(rest, from + skipped);
    while (at >= 0 && before.compare(bytes, at - skipped, at) !== 0) {
      at = bytes.indexOf(rest, at + 1);
    }
    return at < 0 ? -1 : at - skipped;
  };
}

/**
 * Where a text is best looked for: a search that begins with a space takes eight times as long in columns of figures, since
 * Bun goes by the first byte. What is left has at least 4 bytes, so that it is not found everywhere instead.
 */
function unusualFrom(wanted: string): number {
  const at = wanted.search(/[A-Za-z0-9\x80-\xff]/);
  return at > 0 && wanted.length - at >= 4 ? at : 0;
}
