import { isSessionId } from "../paths.ts";
import type { ExtraFields } from "../writing/session_options.ts";

/** The environment variables that tell a recorded command where it is recorded. */
export type SessionVariables = {
  readonly ZIG_SESSION_ID: string;
  readonly ZIG_SESSION_STEP: string;
  readonly ZIG_SESSION_LOG: string;
};

/** The extra field on the first event of a session that is begun within another one: `outer_session_id`. */
export function outerSessionFields(
  environment: Readonly<Record<string, string | undefined>>,
): ExtraFields {
  const { ZIG_SESSION_ID: id } = environment;
  return id !== undefined && isSessionId(id) ? { outer_session_id: id } : {};
}
