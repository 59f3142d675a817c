import fs from "node:fs";
import type { Redactor } from "../../redaction/redactor.ts";
import { copyBytes } from "../../storage/copy_bytes.ts";
import { MAX_LINE_BYTES } from "../../storage/lines/line.ts";
import { readRawLines } from "../../storage/lines/raw_lines.ts";
import { replaceStreamed } from "../../storage/replace_streamed.ts";
import { eventOf, LineMasker, streamOf } from "./line_masker.ts";
import { rawOutput } from "./raw_screen.ts";
import { SplitSecrets } from "./split_secrets.ts";

/** What is masked in a file. */
export interface FileRedaction {
  /** How many of its lines change. */
  readonly lines: number;
  /** How many lines are too long to be looked at. */
  readonly skipped: number;
}

/**
 * Masks the secrets in an open log, or a file beside one, in memory that does not grow with it; without `write` only counts.
 * The file is replaced whole or not at all. Throws StorageError and the system's errors.
 */
export function redactFile(
  descriptor: number,
  path: string,
  makeRedactor: () => Redactor,
  write: boolean,
): FileRedaction {
  const { size } = fs.fstatSync(descriptor);
  const split = splitSecrets(descriptor, size, makeRedactor());
  let lines = 0, skipped = 0;
  const counting = new LineMasker(makeRedactor(), split);
  for (const line of readRawLines(descriptor, size, MAX_LINE_BYTES)) {
    if (!line.content) skipped++;
    else if (counting.mask(line)) lines++;
  }
  if (write && lines > 0) replace(descriptor, path, size, new LineMasker(makeRedactor(), split));
  return { lines, skipped };
}

const NEWLINE = Buffer.from("\n");

function splitSecrets(descriptor: number, size: number, redactor: Redactor): SplitSecrets {
  const split = new SplitSecrets(redactor);
  if (!redactor.knowsValues) return split;
  for (const { offset, content } of readRawLines(descriptor, size, MAX_LINE_BYTES)) {
    if (!content) continue;
    const output = split.isOpen ? undefined : rawOutput(content);
    if (output && redactor.knownOpenStart(output) === output.length) continue;
    const event = eventOf(content);
    if (event?.type === "step_output") split.look(streamOf(event), offset, event.line);
  }
  return split;
}

function replace(descriptor: number, path: string, size: number, masker: LineMasker): void {
  replaceStreamed(path, (append) => {
    for (const line of readRawLines(descriptor, size, MAX_LINE_BYTES)) {
      const masked = masker.mask(line);
      if (masked) append(masked);
      else if (line.content) {
        append(line.content);
        if (line.whole) append(NEWLINE);
      } else copyBytes(descriptor, line.offset, line.offset + line.bytes, append);
    }
  }, () => {});
}
