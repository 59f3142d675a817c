import type { SessionEventKind } from "../event.ts";
import type { SessionOptions } from "./session_options.ts";

/** The first event of a session that begins in the folder `cwd` and is stored in `workspace_path`. */
export function startedEvent(
  options: SessionOptions,
  cwd: string,
  workspace_path: string | null,
): SessionEventKind {
  const { workflow_name, workflow_path, prompt = null, tier_count = 0, extra = {} } = options;
  const shownCwd = options.shownCwd?.(cwd) ?? cwd;
  const started = { workflow_name, workflow_path, workspace_path, cwd: shownCwd, prompt };
  return { type: "zig_session_started", ...started, tier_count, ...extra };
}
