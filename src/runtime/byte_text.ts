import { bun } from "./bun.ts";

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
  const bytes = Buffer.from(wanted, "latin1");
  return (within, from) => within.bytes.indexOf(bytes, from);
}
