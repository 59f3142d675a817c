import fs from "node:fs";
import { judgePattern } from "../redaction/patterns/pattern_guard.ts";
import type { SafePattern } from "../redaction/patterns/pattern_runner.ts";
import { secretOfBytes } from "../redaction/values/secret_bytes.ts";
import { secretsOfFile } from "../redaction/values/secret_values.ts";
import { reasonOf } from "../storage/errors.ts";
import { UsageError } from "./errors.ts";
import { refusalText } from "./search/pattern_refusal.ts";

/** Reads a pattern, behind those that were given `before`. Throws UsageError, also for one that could take for ever. */
export function parsePatterns(source: string, before?: unknown): SafePattern[] {
  const pattern = judge(source);
  if ("fault" in pattern) {
    throw new UsageError(`The pattern "${source}" is refused: ${pattern.fault}.`);
  }
  return [...(Array.isArray(before) ? before as SafePattern[] : []), pattern];
}

/** Reads a file of secrets, one a line (`-` is stdin), behind those that were given `before`. Throws UsageError. */
export function parseValueFile(path: string, before?: unknown): string[] {
  let text: string;
  try {
    text = secretOfBytes(fs.readFileSync(path === "-" ? 0 : path));
  } catch (error) {
    throw new UsageError(`Could not read the secrets in "${path}": ${reasonOf(error)}.`);
  }
  return [...(Array.isArray(before) ? before as string[] : []), ...secretsOfFile(text)];
}

function judge(source: string): ReturnType<typeof judgePattern> {
  try {
    return judgePattern(source);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(refusalText(source, error));
    throw error;
  }
}
