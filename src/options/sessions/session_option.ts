import process from "node:process";
import type { SessionName } from "../../session/workflow/find_shared_log.ts";
import { UsageError } from "../errors.ts";

/** The option that names the session that is to go on. */
export interface SessionOption {
  session: string;
}

/** How {@link SessionOption} is given. */
export const SESSION_OPTION = {
  flags: "--session <id>",
  summary: "the session to add to (default: $ZIG_SESSION_ID)",
} as const;

/** The session that is named by option or environment; undefined when none is. */
export function namedSession({ session }: Partial<SessionOption>): SessionName | undefined {
  if (session !== undefined) return { id: session, whole: false };
  const id = process.env["ZIG_SESSION_ID"];
  return id ? { id, whole: true } : undefined;
}

/** {@link namedSession}. Throws UsageError when none is. */
export function requiredSession(options: Partial<SessionOption>): SessionName {
  const name = namedSession(options);
  if (name !== undefined) return name;
  throw new UsageError(
    "Which session? Set ZIG_SESSION_ID, as in: export ZIG_SESSION_ID=$(zig-session start), or give --session.",
  );
}
