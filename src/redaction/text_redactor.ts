import type { Redactor } from "./redactor.ts";
import { StreamRedactor } from "./stream_redactor.ts";

/** A text without its secrets. */
export interface RedactedText {
  readonly text: string;
  /** How many masks are in it that were not before. */
  readonly count: number;
}

/** Masks the secrets of a short text, such as a command line or an error. */
export function redactText(redactor: Redactor, text: string): RedactedText {
  const stream = new StreamRedactor(redactor);
  // A line that has an end: what stands at it is no beginning of more.
  const bytes = Buffer.concat(stream.push(Buffer.from(`${text}\n`)));
  const { count } = stream;
  return { text: count > 0 ? bytes.toString("utf8", 0, bytes.length - 1) : text, count };
}
