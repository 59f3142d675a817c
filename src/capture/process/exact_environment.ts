import { isUtf8 } from "node:buffer";
import process from "node:process";
import { secretOfBytes } from "../../redaction/values/secret_bytes.ts";
import { environmentBytes } from "../../runtime/process/inheritance.ts";

const EQUALS = 0x3d;

/**
 * The environment for who looks for secrets in it: what is no UTF-8, which Bun decodes with U+FFFD and Deno leaves out, is as
 * secretOfBytes() gives it.
 */
export function exactEnvironment(): Record<string, string | undefined> {
  const environment = { ...process.env };
  for (const entry of environmentBytes()) {
    if (isUtf8(entry)) continue;
    const equals = entry.indexOf(EQUALS);
    if (equals > 0) {
      environment[entry.toString("utf8", 0, equals)] = secretOfBytes(entry.subarray(equals + 1));
    }
  }
  return environment;
}
