import { mayBeFolded } from "../../redaction/values/folded_secrets.ts";
import type { Redactor } from "../../redaction/redactor.ts";

const BACKSLASH = 0x5c, QUOTE = 0x22;
const LINE_FIELD = '"line":', LINE_END = '"}', OUTPUT = Buffer.from('"type":"step_output"');

/**
 * The output of an event as it stands in its line of the log, for who would not decode it to find nothing; undefined where
 * something is escaped in it, or it is not as every writer of the format writes it.
 */
export function rawOutput(content: Buffer): Buffer | undefined {
  const end = content.length - LINE_END.length;
  if (content.indexOf(BACKSLASH) >= 0 || content.toString("latin1", end) !== LINE_END) {
    return undefined;
  }
  const start = content.lastIndexOf(QUOTE, end - 1) + 1, field = start - 1 - LINE_FIELD.length;
  if (field < 0 || content.toString("latin1", field, start - 1) !== LINE_FIELD) return undefined;
  return content.indexOf(OUTPUT) >= 0 ? content.subarray(start, end) : undefined;
}

/** Whether nothing in a line of the log is to be masked, unless it goes on with what lines before it have begun. */
export function isClean(redactor: Redactor, content: Buffer): boolean {
  const output = rawOutput(content);
  return output !== undefined && !redactor.mayBeInBytes(content) &&
    !(redactor.knowsValues && mayBeFolded(output));
}
