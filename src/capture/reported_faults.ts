import process from "node:process";
import { textHash } from "../inspect/diff/text_hash.ts";

// With the session in it: left over alone, it keeps nothing from being reported.
const REPORTED_VARIABLE = "ZIG_SESSION_CONFIG_FAULTS";

/** What tells the nested steps of a command which faults of the configuration its recorder tells when it has ended. */
export function reportedVariable(
  sessionId: string,
  configFaults: readonly string[],
): Record<string, string> {
  return configFaults.length === 0 ? {} : { [REPORTED_VARIABLE]: mark(sessionId, configFaults) };
}

/** Whether a recorder around us will tell just these faults. */
export function areReported(configFaults: readonly string[]): boolean {
  const { ZIG_SESSION_ID: outer = "", [REPORTED_VARIABLE]: reported } = process.env;
  return reported !== undefined && reported === mark(outer, configFaults);
}

function mark(sessionId: string, configFaults: readonly string[]): string {
  return `${sessionId} ${textHash(configFaults.join("\n"))}`;
}
