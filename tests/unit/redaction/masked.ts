import { type RedactionRules, Redactor } from "../../../src/redaction/redactor.ts";
import { StreamRedactor } from "../../../src/redaction/stream_redactor.ts";

/** What becomes of a text that comes in one chunk, or in several. */
export function masked(text: string | readonly string[], rules: RedactionRules = {}): string {
  const stream = new StreamRedactor(new Redactor(rules));
  const chunks = typeof text === "string" ? [text] : text;
  const parts = chunks.flatMap((chunk) => stream.push(Buffer.from(chunk)));
  return Buffer.concat([...parts, ...stream.flush()]).toString();
}
